import type { Db } from "mongodb";

const MEASURE_EVERY_MS = 60_000;

/** The server's clock, as `hello` tells it and this machine carries it on: workers whose clocks differ agree about locks. */
export class MongoClock {
  private measuredAt = -Infinity;
  private offset = 0;

  constructor(private readonly database: Db) {}

  async now(): Promise<Date> {
    if (performance.now() - this.measuredAt > MEASURE_EVERY_MS) await this.measure();
    return new Date(performance.now() + this.offset);
  }

  private async measure(): Promise<void> {
    const sent = performance.now();
    const { localTime } = await this.database.command({ hello: 1 });
    const answered = performance.now();
    this.offset = (localTime as Date).getTime() - (sent + answered) / 2;
    this.measuredAt = answered;
  }
}
