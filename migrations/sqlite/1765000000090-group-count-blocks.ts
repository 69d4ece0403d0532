import type { MigrationInterface, QueryRunner } from "typeorm";

/** The last sequence that a row of before is needed for; what a dead run left beyond is not split. */
const LAST = "MIN(g.to_seq - 1, MAX(t.complete_seq, g.from_seq))";

/** The counts by group in blocks of 32 sequences; what is there is split where a block begins. */
export class GroupCountBlocks1765000000090 implements MigrationInterface {
  name = "GroupCountBlocks1765000000090";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE IF EXISTS group_count_new");
    await runner.query(`CREATE TABLE group_count_new (
      tenant_no INTEGER NOT NULL,
      dimension INTEGER NOT NULL,
      block_seq INTEGER NOT NULL,
      value_no INTEGER NOT NULL,
      sku_no INTEGER NOT NULL,
      from_seq INTEGER NOT NULL,
      to_seq INTEGER NOT NULL,
      assignments INTEGER NOT NULL,
      PRIMARY KEY (tenant_no, dimension, block_seq, value_no, sku_no, from_seq)
    ) WITHOUT ROWID`);
    await runner.query(`INSERT INTO group_count_new
      (tenant_no, dimension, block_seq, value_no, sku_no, from_seq, to_seq, assignments)
      WITH RECURSIVE block (seq) AS (
        SELECT 0 UNION ALL SELECT seq + 32 FROM block WHERE seq + 32 <= (SELECT MAX(next_seq) FROM tenant)
      )
      SELECT g.tenant_no, g.dimension, block.seq, g.value_no, g.sku_no, MAX(g.from_seq, block.seq),
        CASE WHEN block.seq + 32 > ${LAST} THEN g.to_seq ELSE block.seq + 32 END, g.assignments
      FROM group_count g JOIN tenant t ON t.tenant_no = g.tenant_no
      JOIN block ON block.seq + 32 > g.from_seq AND block.seq <= ${LAST}`);
    await takeOver(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE IF EXISTS group_count_new");
    await runner.query(`CREATE TABLE group_count_new (
      tenant_no INTEGER NOT NULL,
      dimension INTEGER NOT NULL,
      value_no INTEGER NOT NULL,
      sku_no INTEGER NOT NULL,
      from_seq INTEGER NOT NULL,
      to_seq INTEGER NOT NULL,
      assignments INTEGER NOT NULL,
      PRIMARY KEY (tenant_no, dimension, value_no, sku_no, from_seq)
    ) WITHOUT ROWID`);
    await runner.query(`INSERT INTO group_count_new (tenant_no, dimension, value_no, sku_no, from_seq, to_seq, assignments)
      SELECT tenant_no, dimension, value_no, sku_no, from_seq, to_seq, assignments FROM group_count`);
    await takeOver(runner);
  }
}

async function takeOver(runner: QueryRunner): Promise<void> {
  await runner.query("DROP TABLE group_count");
  await runner.query("ALTER TABLE group_count_new RENAME TO group_count");
  await runner.query("CREATE INDEX ix_group_count_from ON group_count (tenant_no, from_seq)");
  await runner.query("CREATE INDEX ix_group_count_to ON group_count (tenant_no, to_seq)");
}
