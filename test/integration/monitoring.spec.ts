import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { WorkerMetricsServer } from '../../src/metrics/worker-metrics.server.js';
import { serviceSuite } from '../support/service.js';

const FOLDER = fileURLToPath(new URL('../../docs/monitoring/', import.meta.url));
/** What Prometheus itself makes. */
const OF_PROMETHEUS = ['up'];
const FUNCTIONS =
  /\b(absent|count|histogram_quantile|increase|max|rate|sum|by|le|job|code|reason|status|method|route|instance)\b/;

interface Dashboard {
  panels: { title: string; datasource: { uid: string }; targets: { expr: string }[] }[];
}
interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
}

describe('what docs/monitoring shows and watches', () => {
  const suite = serviceSuite({ WORKER_METRICS_PORT: '0' });
  let dashboard: Dashboard;
  let rules: Rules['groups'][number]['rules'];
  let metrics: Set<string>;

  beforeAll(async () => {
    dashboard = JSON.parse(await readFile(`${FOLDER}grafana/dashboards/sheaf.json`, 'utf8')) as Dashboard;
    rules = (parse(await readFile(`${FOLDER}alerts.yml`, 'utf8')) as Rules).groups.flatMap((group) => group.rules);
    const worker = await suite().startWorker();
    const port = worker.module.get(WorkerMetricsServer).port ?? 0;
    const pages = [
      (await suite().api.client.text('/metrics')).text,
      await (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    ];
    metrics = new Set(
      pages.flatMap((page) =>
        [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
          type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
        ),
      ),
    );
  });

  /** The metrics of an expression: what is left of it without labels, ranges, functions and figures. */
  function metricsOf(expression: string): string[] {
    const bare = expression
      .replace(/\{[^}]*\}/g, '')
      .replace(/\[[^\]]*\]/g, '')
      .replace(/\bby \([^)]*\)/g, '');
    return [...bare.matchAll(/[a-z_][a-z0-9_]*/g)].map(([name]) => name).filter((name) => !FUNCTIONS.test(name));
  }

  it('exists in what /metrics prints', () => {
    const expressions = [
      ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ...rules.map(({ expr }) => expr),
    ];
    expect(expressions.length).toBeGreaterThan(30);
    const named = expressions.flatMap(metricsOf).filter((name) => !OF_PROMETHEUS.includes(name));
    expect(named.length).toBeGreaterThan(30);
    expect([...new Set(named)].filter((name) => !metrics.has(name))).toEqual([]);
  });

  it('leaves out nothing that the service measures of itself', () => {
    const text = JSON.stringify(dashboard) + JSON.stringify(rules);
    const ours = [...metrics].filter((name) => name.startsWith('sheaf_') && !/_(sum|count|bucket)$/.test(name));
    expect(ours.filter((name) => name !== 'sheaf_build_info' && !text.includes(name))).toEqual([]);
  });

  it('has a word for each alert in docs/operations.md', async () => {
    const operations = await readFile(`${FOLDER}../operations.md`, 'utf8');
    expect(rules.filter(({ alert }) => !operations.includes(alert)).map(({ alert }) => alert)).toEqual([]);
  });

  it('scrapes API and workers where the compose file has them listen', async () => {
    const text = await readFile(`${FOLDER}prometheus.yml`, 'utf8');
    const { scrape_configs: jobs } = parse(text) as {
      scrape_configs: { dns_sd_configs: { names: string[]; port: number }[] }[];
    };
    const compose = parse(await readFile(`${FOLDER}../../docker-compose.yml`, 'utf8'), { merge: true }) as {
      services: Record<string, { environment: Record<string, string> }>;
    };
    const targets = jobs.flatMap(({ dns_sd_configs }) =>
      dns_sd_configs.flatMap(({ names, port }) => names.map((name) => [name, String(port)])),
    );
    expect(targets).toEqual([
      ['api', compose.services.api?.environment.PORT],
      ['worker', compose.services.worker?.environment.WORKER_METRICS_PORT],
    ]);
  });
});
