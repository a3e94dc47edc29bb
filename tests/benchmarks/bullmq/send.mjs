// Deliveries with bullmq and undici as their users would run them: an event is a job for each webhook, added in
// bulk, signed and posted by one worker, tried again with growing pauses, and kept in Redis with its answer.
//
// node send.mjs URL REDIS_PORT COUNT WEBHOOKS AT_ONCE BODY_FILE prints the deliveries a second.

import { createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Queue, Worker } from "bullmq";
import { Agent, request } from "undici";

const [url, port, count, webhooks, atOnce, file] = process.argv.slice(2);
const connection = { host: "127.0.0.1", port: Number(port), maxRetriesPerRequest: null };
const again = { attempts: 10, backoff: { type: "exponential", delay: 5000 } };
const dispatcher = new Agent({ connections: Number(atOnce) });
const secret = "s".repeat(32);
const BATCH = 500;

async function deliver(job) {
  const { event, id, url, body } = job.data;
  const answer = await request(url, {
    method: "POST",
    dispatcher,
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "bullmq",
      "x-nautical-event": event,
      "x-nautical-domain": "",
      "x-nautical-signature": createHmac("sha256", secret).update(body).digest("hex"),
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(Date.now() / 1000)),
    },
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`answered ${answer.statusCode}`);
  return { status: answer.statusCode, headers: answer.headers, body: text };
}

async function emit(queue, body) {
  let batch = [];
  for (let event = 0; event < count / webhooks; event++) {
    const id = `evt_${randomBytes(14).toString("hex")}`;
    for (let webhook = 0; webhook < webhooks; webhook++) {
      batch.push({ name: "delivery", data: { event: "product_created", id, webhook, url, body } });
    }
    if (batch.length >= BATCH) await queue.addBulk(batch.splice(0));
  }
  await queue.addBulk(batch);
}

const queue = new Queue("deliveries", { connection, defaultJobOptions: again });
const worker = new Worker("deliveries", deliver, { connection, concurrency: Number(atOnce) });
await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
let left = Number(count);
const over = new Promise((done) => worker.on("completed", () => --left || done()));
const started = process.hrtime.bigint();
await emit(queue, readFileSync(file, "utf8"));
await over;
console.log(count / (Number(process.hrtime.bigint() - started) / 1e9));
process.exit(0);
