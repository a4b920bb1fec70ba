import { type MessageKey, type MessageParams, translate } from '../common/messages/messages.js';
import type { ExtractionWarning, Location } from './extraction.types.js';

type WarningKey = Extract<MessageKey, `warning.${string}`>;

/** A warning whose stable code is its sentence's key: `warning.page_without_text` → `PAGE_WITHOUT_TEXT`. */
export function createWarning(key: WarningKey, params: MessageParams = {}, location?: Location): ExtractionWarning {
  const code = key.slice('warning.'.length).toUpperCase();
  const hasParams = Object.keys(params).length > 0;
  return { code, message: translate('en', key, params), ...(hasParams && { params }), ...(location && { location }) };
}
