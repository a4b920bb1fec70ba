import sharp from 'sharp';
import type { Turn } from '../layout/geometry.js';
import type { Word } from '../layout/layout.types.js';
import type { GreyImage } from './grey-image.js';
import { sampleLines, textBands } from './line-sample.js';

const TURNS = [90, 270, 180] as const;
/** A page that is read with less is tried in other directions. */
const DOUBTFUL = 0.75;
/** What is read in another direction must be so certain, and by so much more, to be believed. */
const CERTAIN = 0.6;
const MORE_CERTAIN = 0.15;
/** Of fewer letters nothing is concluded. */
const MIN_LETTERS = 8;
const SAMPLED_LINES = 5;
/** Pixels at 300 dpi: of a heading in letters of 50 points, with the blank around it. */
const MAX_LINE_HEIGHT = 420;
const LETTERS = /[\p{L}\p{N}]/gu;

/**
 * By how many degrees a page must be turned clockwise to stand upright; 0 for one that was well read as it is. Lines of
 * the page are read in every other direction: upright letters are read with far more certainty than others.
 */
export async function findTurn(
  { image, threshold }: { image: GreyImage; threshold: number },
  words: readonly Word[],
  read: (sample: GreyImage) => Promise<Word[]>,
): Promise<Turn> {
  const certainty = certaintyOf(words);
  if (certainty >= DOUBTFUL) return 0;
  let best: { turn: Turn; certainty: number } = { turn: 0, certainty: Math.max(CERTAIN, certainty + MORE_CERTAIN) };
  for (const turn of TURNS) {
    const turned = await turnImage(image, turn);
    const sample = sampleLines(turned, textBands(turned, threshold, MAX_LINE_HEIGHT), SAMPLED_LINES);
    const found = sample ? certaintyOf(await read(sample)) : 0;
    if (found > best.certainty) best = { turn, certainty: found };
  }
  return best.turn;
}

/** The mean confidence of the letters; 0 where there are too few to tell. */
function certaintyOf(words: readonly Word[]): number {
  let letters = 0;
  let sum = 0;
  for (const { text, confidence = 0 } of words) {
    const count = text.match(LETTERS)?.length ?? 0;
    letters += count;
    sum += count * confidence;
  }
  return letters < MIN_LETTERS ? 0 : sum / letters;
}

async function turnImage({ pixels, width, height }: GreyImage, turn: Turn): Promise<GreyImage> {
  const { data, info } = await sharp(pixels, { raw: { width, height, channels: 1 } })
    .rotate(turn)
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}
