/** To be raised with every change to what renderings look like: a report is rendered anew when none of this version is there. */
export const RENDERER_VERSION = 2;
