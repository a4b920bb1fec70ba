import { Injectable } from '@nestjs/common';
import sharp from 'sharp';
import { type PageImage, PageImagesService } from './page-images.service.js';

/** Pictures of pages in the widths that are asked for, made from the one that is stored. */
@Injectable()
export class ThumbnailsService {
  constructor(private readonly images: PageImagesService) {}

  /** {@link PageImagesService.locate} */
  locate(userId: string, documentId: string, page: number): Promise<PageImage> {
    return this.images.locate(userId, documentId, page);
  }

  /** As WebP, at most `width` pixels wide: what is stored smaller stays so. */
  async render(page: PageImage, width: number): Promise<Buffer> {
    const stored = await this.images.read(page);
    const image = sharp(stored);
    if ((await image.metadata()).width <= width) return stored;
    return image.resize({ width }).webp({ effort: 1 }).toBuffer();
  }
}
