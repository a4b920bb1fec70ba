import sharp, { type Sharp } from 'sharp';

/** A page as pixels in memory: upright, on white, row by row. */
export interface Picture {
  pixels: Buffer;
  width: number;
  height: number;
  channels: 1 | 3;
}

/** Decodes to pixels in memory; what is transparent becomes white. */
export async function toPicture(image: Sharp): Promise<Picture> {
  const { data, info } = await image
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 1 && channels !== 3) throw new Error(`A picture of ${channels} channels`);
  return { pixels: data, width, height, channels };
}

export function toSharp({ pixels, width, height, channels }: Picture): Sharp {
  return sharp(pixels, { raw: { width, height, channels } });
}
