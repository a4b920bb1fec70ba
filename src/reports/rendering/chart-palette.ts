/** Named, so that a page in the dark can give each its own colour: SVG bears colours, not names. */
export const CHART_PALETTE = {
  bar: '#2f6690',
  area: '#d9e6ef',
  text: '#44525f',
  strong: '#1f2933',
  grid: '#e3e8ee',
} as const;
