import { heightOf, widthOf } from '../layout/geometry.js';
import type { BoundingBox, Rule } from '../layout/layout.types.js';
import type { PdfiumPage } from './pdfium-page.js';

const PATH = 2;
const FORM = 5;
const LINE_TO = 0;
const CURVE_TO = 1;
/** A page of more strokes, or a path of more corners, is a drawing: no table has so many. */
const MAX_RULES = 4000;
const MAX_OBJECTS = 30_000;
const MAX_SEGMENTS = 300;
const MAX_DEPTH = 4;
/** Points: what is thinner than the first is a stroke, what is shorter than the second a dot or a corner. */
const THIN = 1.5;
const MIN_LENGTH = 5;

/** `a b c d e f` as PDF writes it: x' = ax + cy + e, y' = bx + dy + f. */
type Matrix = readonly number[];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** The horizontal and vertical strokes of a page, edges of filled boxes among them; none of a page that is a drawing. */
export function readRules(page: PdfiumPage): Rule[] {
  const { call } = page.engine;
  const rules: Rule[] = [];
  let visited = 0;
  const visit = (parent: number, isForm: boolean, outer: Matrix, depth: number): void => {
    const count = isForm ? call.FPDFFormObj_CountObjects(parent) : call.FPDFPage_CountObjects(parent);
    for (let index = 0; index < count && visited < MAX_OBJECTS && rules.length < MAX_RULES; index += 1) {
      visited += 1;
      const object = isForm ? call.FPDFFormObj_GetObject(parent, index) : call.FPDFPage_GetObject(parent, index);
      const type = call.FPDFPageObj_GetType(object);
      if (type !== PATH && type !== FORM) continue;
      const matrix = multiply(matrixOf(page, object), outer);
      if (type === PATH) rules.push(...rulesOfPath(page, object, matrix));
      else if (depth < MAX_DEPTH) visit(object, true, matrix, depth + 1);
    }
  };
  visit(page.handle, false, IDENTITY, 0);
  return rules.length >= MAX_RULES ? [] : rules;
}

function matrixOf({ engine }: PdfiumPage, object: number): Matrix {
  return [...(engine.floats(6, (target) => engine.call.FPDFPageObj_GetMatrix(object, target)) ?? IDENTITY)];
}

function rulesOfPath(page: PdfiumPage, path: number, matrix: Matrix): Rule[] {
  const { call } = page.engine;
  const count = call.FPDFPath_CountSegments(path);
  if (count < 2 || count > MAX_SEGMENTS) return [];
  const rules: Rule[] = [];
  let start: [number, number] = [0, 0];
  let from: [number, number] = [0, 0];
  for (let index = 0; index < count; index += 1) {
    const segment = call.FPDFPath_GetPathSegment(path, index);
    const type = call.FPDFPathSegment_GetType(segment);
    if (type === CURVE_TO) return [];
    const point = page.engine.pair((x, y) => call.FPDFPathSegment_GetPoint(segment, x, y));
    if (!point) return [];
    const to = transform(point, matrix);
    if (type === LINE_TO) rules.push(...toRule(page.toShown(from[0], from[1], to[0], to[1])));
    else start = to;
    if (call.FPDFPathSegment_GetClose(segment)) {
      rules.push(...toRule(page.toShown(to[0], to[1], start[0], start[1])));
      from = start;
    } else from = to;
  }
  return rules;
}

function toRule(bbox: BoundingBox): Rule[] {
  if (heightOf(bbox) <= THIN && widthOf(bbox) >= MIN_LENGTH) return [{ axis: 'horizontal', bbox }];
  if (widthOf(bbox) <= THIN && heightOf(bbox) >= MIN_LENGTH) return [{ axis: 'vertical', bbox }];
  return [];
}

function transform(
  [x, y]: readonly [number, number],
  [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: Matrix,
): [number, number] {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** First the one, then the other. */
function multiply([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: Matrix, outer: Matrix): Matrix {
  const [x, y] = transform([e, f], outer);
  const [p = 1, q = 0, r = 0, s = 1] = outer;
  return [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, x, y];
}
