import { createServer, type ServerResponse } from "node:http";
import { createPool, type Pool, type RowDataPacket } from "mysql2/promise";

/** Columns of a page, as the benchmark's GraphQL query asks for them. */
const PAGE_COLUMNS = `p.entra_id, v.user_no, v.display_name AS displayName, v.user_principal_name AS userPrincipalName, v.mail,
  v.given_name AS givenName, v.surname, v.company_name AS companyName, v.department, v.job_title AS jobTitle,
  v.office_location AS officeLocation, v.city, v.country, v.usage_location AS usageLocation, v.user_type AS userType`;
const ALIVE = "v.from_seq <= ? AND v.to_seq > ?";

/** V0: plain node http, mysql2, hand-written SQL and JSON.stringify, over the same tables. The practical limit. */
export async function startV0(url: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const pool = createPool({ uri: url, dateStrings: true, connectionLimit: 10 });
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? "/", "http://v0");
    const first = Number(asked.searchParams.get("first"));
    const answers = { "/users": () => users(pool, first), "/counts": () => counts(pool), "/trend": () => trend(pool) };
    const answer = answers[asked.pathname as keyof typeof answers]();
    answer.then((body) => send(response, body)).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await pool.end();
  };
  return { url: `http://127.0.0.1:${address.port}`, stop };
}

function send(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}

async function rows<T>(pool: Pool, text: string, parameters: unknown[]): Promise<T[]> {
  const [found] = await pool.query<RowDataPacket[]>(text, parameters);
  return found as T[];
}

async function newestSeq(pool: Pool): Promise<number> {
  const text =
    "SELECT seq FROM snapshot WHERE tenant_no = 1 AND retired_at IS NULL ORDER BY day DESC, revision DESC LIMIT 1";
  return (await rows<{ seq: number }>(pool, text, []))[0]?.seq ?? 0;
}

interface User {
  entra_id: Buffer | string;
  user_no?: number;
  licenses?: { skuId: string }[];
}

async function users(pool: Pool, first: number) {
  const seq = await newestSeq(pool);
  const found = await rows<User>(
    pool,
    `SELECT ${PAGE_COLUMNS} FROM user_version v JOIN person p ON p.tenant_no = v.tenant_no AND p.user_no = v.user_no
      WHERE v.tenant_no = 1 AND ${ALIVE} ORDER BY v.user_no LIMIT ?`,
    [seq, seq, first],
  );
  const numbers = found.map((user) => user.user_no);
  const licenses = await rows<{ user_no: number; skuId: string }>(
    pool,
    `SELECT v.user_no, s.sku_id AS skuId FROM license_version v JOIN sku s ON s.sku_no = v.sku_no
      WHERE v.tenant_no = 1 AND v.user_no IN (?) AND ${ALIVE}`,
    [numbers, seq, seq],
  );
  const held = new Map<number, { skuId: string }[]>();
  for (const { user_no: no, skuId } of licenses) held.set(no, [...(held.get(no) ?? []), { skuId }]);
  return found.map(({ user_no: no = 0, entra_id: id, ...user }) => ({
    ...user,
    entraId: id.toString("hex"),
    licenses: held.get(no) ?? [],
  }));
}

async function counts(pool: Pool) {
  const seq = await newestSeq(pool);
  return rows(
    pool,
    `SELECT s.part_number AS label, v.enabled + v.warning AS purchased, v.consumed AS assigned, c.assignments
      FROM sku_version v JOIN sku s ON s.sku_no = v.sku_no
      LEFT JOIN license_count c ON c.tenant_no = 1 AND c.sku_no = v.sku_no AND c.from_seq <= ? AND c.to_seq > ?
      WHERE v.tenant_no = 1 AND ${ALIVE} ORDER BY purchased DESC`,
    [seq, seq, seq, seq],
  );
}

interface Interval {
  label: string;
  from_seq: number;
  to_seq: number;
  assignments: number;
}

/** Every day of every SKU as columns. */
async function trend(pool: Pool) {
  const days = await rows<{ day: string; seq: number }>(
    pool,
    "SELECT day, seq FROM snapshot WHERE tenant_no = 1 AND retired_at IS NULL ORDER BY seq",
    [],
  );
  const found = await rows<Interval>(
    pool,
    `SELECT s.part_number AS label, c.from_seq, c.to_seq, c.assignments FROM license_count c JOIN sku s ON s.sku_no = c.sku_no
      WHERE c.tenant_no = 1 ORDER BY c.sku_no, c.from_seq`,
    [],
  );
  const series = new Map<string, number[]>();
  for (const { label, from_seq: from, to_seq: to, assignments } of found) {
    const values = series.get(label) ?? days.map(() => 0);
    series.set(label, values);
    days.forEach(({ seq }, at) => {
      if (from <= seq && seq < to) values[at] = assignments;
    });
  }
  const dates = days.map(({ day }) => day);
  return [...series].map(([label, assignments]) => ({ label, dates, assignments }));
}
