import { describe, expect, it } from '@jest/globals';
import { understand } from '../../../../test/fixtures/printed-page.js';
import type { ExtractedPage } from '../../extraction.types.js';
import type { KeyInformation } from '../key-information.types.js';

const BODIES = [
  'The pump of this station moves the water of the lake into the tower of the town. When the level of the tower falls',
  'below the lower mark, the controller starts the pump again. A second pump waits for the day when the first one fails.',
  'Every spring the inspector of the town looks at both pumps and writes a report about the water in the tower.',
];

function toPages(header: string): ExtractedPage[] {
  return BODIES.map((body, index): ExtractedPage => {
    const text = `${header}\n${body}\n${index + 1}`;
    const footer = String(index + 1);
    const page = { number: index + 1, width: 600, height: 850, unit: 'pt', rotation: 0 } as const;
    return { ...page, text, header, footer, source: 'text', confidence: 1 };
  });
}

describe('what is repeated at the top of every page', () => {
  const header = 'Zebra Quarterly is printed on recycled paper by the Zebra Quarterly printing house.';

  async function understandPages(): Promise<KeyInformation> {
    const pages = toPages(header);
    return understand('', { pages, text: pages.map(({ text }) => text).join('\n\n') });
  }

  it('is no keyword', async () => {
    const { keywords } = await understandPages();
    const terms = keywords.map(({ term }) => term.toLowerCase());
    expect(terms).toContain('pump');
    expect(terms.join()).not.toMatch(/zebra|paper/);
  });

  it('is no sentence of the summary, and cuts none that goes on over the page', async () => {
    const { summary } = await understandPages();
    expect(summary.join(' ')).not.toMatch(/zebra/i);
    expect(summary).toContain(
      'When the level of the tower falls below the lower mark, the controller starts the pump again.',
    );
  });
});
