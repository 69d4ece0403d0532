import { type MetricsServer, startMetricsServer } from "../http/metrics-server.js";
import { startHttpServer } from "../http/server.js";
import type { Base } from "./base.js";
import { createNightlyWorker, openJobQueue } from "./nightly.js";

/** Serves GraphQL until `stop`, with a worker inside unless WORKER is off or there are no credentials. */
export async function startServer(base: Base): Promise<{ url: string; stop(): Promise<void> }> {
  const { host, port, allowUnauthenticated, answerCacheBytes, subgraph, metricsPort } = base.config;
  const { questions, versions, downloads, metrics, log } = base;
  const monitoring = metricsPort === null ? null : await startMonitoring(base, metricsPort);
  const server = await startHttpServer({
    ...{ questions, versions, downloads, metrics, log, answerCacheBytes, subgraph },
    ready: () => databaseAnswers(base),
    showMetrics: monitoring === null,
    ...{ host, port, allowUnauthenticated },
  });
  const worker = worksInside(base) ? await startNightlyWorker(base) : null;
  return {
    url: server.url,
    stop: async () => {
      monitoring?.stopping();
      await Promise.all([server.stop(), worker?.stop()]);
      await monitoring?.stop();
      await base.database.close();
    },
  };
}

function worksInside({ config }: Base): boolean {
  return config.worker.inside && config.microsoft !== null;
}

/** The nightly jobs alone until `stop`; /metrics and the health checks beside them. */
export async function startWorkerAlone(base: Base): Promise<{ url: string; stop(): Promise<void> }> {
  // An API whose clock is wrong still has its answers; a worker then has nothing to do.
  const hindrance = async () => (await base.clock?.fault())?.message ?? null;
  const monitoring = await startMonitoring(base, base.config.metricsPort ?? base.config.port, hindrance);
  const worker = await startNightlyWorker(base);
  return {
    url: monitoring.url,
    stop: async () => {
      monitoring.stopping();
      await worker.stop();
      await monitoring.stop();
      await base.database.close();
    },
  };
}

/** What a stopping worker lets its imports have to finish; then they are given up, to be begun anew by another. */
const GRACE_MS = 15_000;

async function startNightlyWorker(base: Base): Promise<{ stop(): Promise<void> }> {
  const jobs = await openJobQueue(base);
  const worker = createNightlyWorker(base, jobs.queue);
  await worker.start();
  return {
    stop: async () => {
      await worker.drain(GRACE_MS);
      await jobs.close();
    },
  };
}

/** /metrics, /livez and /readyz on a port of their own. */
function startMonitoring(
  base: Base,
  port: number,
  hindrance: () => Promise<string | null> = async () => null,
): Promise<MetricsServer> {
  const { host, allowUnauthenticated } = base.config;
  const { metrics, log } = base;
  const ready = () => databaseAnswers(base);
  return startMetricsServer({ metrics, log, ready, hindrance, host, port, allowUnauthenticated });
}

function databaseAnswers({ database }: Base): Promise<void> {
  return database.reader.read(async (session) => void (await session.rows("SELECT 1 AS one")));
}
