import { IntlMessageFormat } from 'intl-messageformat';
import { en } from './en.js';
import { ko } from './ko.js';

export const LOCALES = ['en', 'ko'] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = 'en';

export type MessageKey = keyof typeof en;
export type MessageParams = Record<string, string | number>;

const catalogues: Record<Locale, Record<MessageKey, string>> = { en, ko };
const compiled = new Map<string, IntlMessageFormat>();

/** The sentence for `key` in `locale`; templates are ICU MessageFormat. */
export function translate(locale: Locale, key: MessageKey, params: MessageParams = {}): string {
  const id = `${locale} ${key}`;
  let format = compiled.get(id);
  if (!format) {
    format = new IntlMessageFormat(catalogues[locale][key], locale, undefined, { ignoreTag: true });
    compiled.set(id, format);
  }
  return String(format.format(params));
}

/** The best of our locales for an `Accept-Language` header or a BCP 47 tag. */
export function pickLocale(accepted: string | undefined): Locale {
  const wanted = (accepted ?? '')
    .split(',')
    .map((part, order) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const q = Number(parameters.find((p) => p.trim().startsWith('q='))?.split('=')[1] ?? 1);
      return { language: tag.split('-')[0], q: Number.isFinite(q) ? q : 0, order };
    })
    .sort((a, b) => b.q - a.q || a.order - b.order);
  for (const { language, q } of wanted) {
    const locale = LOCALES.find((known) => known === language);
    if (locale && q > 0) return locale;
  }
  return DEFAULT_LOCALE;
}
