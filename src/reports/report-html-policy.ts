/** What a report as HTML may do, said in the page and by whoever serves it: look like something, nothing else. */
export const REPORT_HTML_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
