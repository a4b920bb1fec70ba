/** Where pdfmake looks for a file before it asks the file system. */
declare module 'pdfmake/js/virtual-fs.js' {
  const virtualFiles: {
    default: { existsSync(path: string): boolean; writeFileSync(path: string, bytes: Buffer): void };
  };
  export = virtualFiles;
}
