// SPDX-License-Identifier: Apache-2.0

/**
 * What `scripts/run` does once everything is built: starts a development chain and three LoRA servers,
 * tells the story of the main job on them, and leaves nothing of them behind.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { WORKERS, secret } from './src/cast.mjs';
import { startLoraServer } from './src/lora-server.mjs';
import { startNode } from './src/node.mjs';
import {
  freePorts, interruption, tail, temporaryFolder,
} from './src/processes.mjs';
import { capital } from './src/story.mjs';
import { tell } from './scenario.mjs';

const port = (name, otherwise) => Number(process.env[name] ?? otherwise);

/** What runs. */
const services = [];

/** A server for each worker: the first on the port that people know, the others wherever there is room. */
async function startServers(node, folder) {
  const ports = [
    port('OPENLEDGER_SERVER_PORT', 8400), ...await freePorts(WORKERS.length - 1),
  ];
  const started = await Promise.all(WORKERS.map(async (name, i) => {
    const key = join(folder, `${name}.key`);
    writeFileSync(key, `${secret(name)}\n`, { mode: 0o600 });
    const server = await startLoraServer({ node, port: ports[i], args: ['--worker-key-file', key] });
    services.push(server.service);
    return [name, server];
  }));
  return Object.fromEntries(started);
}

async function main() {
  const { values } = parseArgs({
    options: {
      keep: { type: 'boolean', default: false },
      restart: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const folder = temporaryFolder('openledger-story-');
  console.log('Starting the node ...');
  const node = await startNode({
    rpcPort: port('OPENLEDGER_RPC_PORT', 9944),
    // Who looks at an old block afterwards finds it.
    args: ['--state-pruning', 'archive'],
  });
  services.push(node.service);
  console.log(`Starting ${WORKERS.length} LoRA servers ...`);
  const servers = await startServers(node, folder.path);
  console.log(`
OpenLedger is running.
  node         ${node.service.binary} --dev (process ${node.service.pid})
  JSON-RPC     ${node.ws}
  polkadot.js  https://polkadot.js.org/apps/?rpc=${node.ws}#/explorer
  logs         ${node.service.logFile}`);
  for (const [name, { url, service }] of Object.entries(servers)) {
    console.log(`  LoRA server  ${url} (process ${service.pid}), ${capital(name)}'s\n  logs         ${service.logFile}`);
  }

  const {
    wrong, summary, page, model,
  } = await tell({
    node, servers, folder: folder.path, restart: values.restart,
  });
  if (values.json) writeFileSync(values.json, `${JSON.stringify(summary, null, 2)}\n`);
  if (wrong.length > 0) throw new Error(wrong.join(' '));
  if (values.keep) {
    const [{ url }] = Object.values(servers);
    const chat = { model: String(model), messages: [{ role: 'user', content: summary.split.question }] };
    console.log(`
The chain goes on at ${node.ws}; Ctrl-C ends it, and the servers.
  the audit    file://${page}
  the models   curl ${url}/v1/models
  a question   curl ${url}/v1/chat/completions -H 'content-type: application/json' -d '${JSON.stringify(chat)}'`);
    const stopped = await Promise.race(services.map((each) => each.ended.then(() => each)));
    throw new Error(`the ${stopped.name} stopped`);
  }
  await Promise.all([node, ...Object.values(servers)].map((each) => each.stop()));
  folder.remove();
}

try {
  await main();
  process.exit(0);
} catch (error) {
  // What fails because this process is being ended is no news. Ctrl-C reaches node and servers as
  // well, and their end may be heard of before the signal is.
  await pause(200);
  if (!interruption()) {
    // The logs go with their folders.
    for (const { name, log } of services) {
      console.error(`\nThe end of the ${name}'s log:\n${tail(log)}`);
    }
    console.error(`\nError: ${error.message}`);
    process.exit(1);
  }
}
