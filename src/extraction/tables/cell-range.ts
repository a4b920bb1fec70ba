/** A rectangle of cells: rows and columns from 1, all borders inside. */
export interface CellRange {
  top: number;
  left: number;
  bottom: number;
  right: number;
}
