// SPDX-License-Identifier: Apache-2.0

/**
 * What `scripts/run` does once everything is built: starts a development chain and a LoRA server,
 * tells the story of the main job on them, and leaves nothing of them behind.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startLoraServer } from './src/lora-server.mjs';
import { startNode } from './src/node.mjs';
import { interruption, tail } from './src/processes.mjs';
import { tell } from './scenario.mjs';

const port = (name, otherwise) => Number(process.env[name] ?? otherwise);

/** What runs. */
const services = [];

async function main() {
  const { values } = parseArgs({
    options: {
      keep: { type: 'boolean', default: false },
      restart: { type: 'boolean', default: false },
    },
  });
  console.log('Starting the node ...');
  const node = await startNode({
    rpcPort: port('OPENLEDGER_RPC_PORT', 9944),
    // Who looks at an old block afterwards finds it.
    args: ['--state-pruning', 'archive'],
  });
  services.push(node.service);
  console.log('Starting the LoRA server ...');
  const server = await startLoraServer({
    node,
    port: port('OPENLEDGER_SERVER_PORT', 8400),
  });
  services.push(server.service);
  console.log(`
OpenLedger is running.
  node         ${node.service.binary} --dev (process ${node.service.pid})
  JSON-RPC     ${node.ws}
  polkadot.js  https://polkadot.js.org/apps/?rpc=${node.ws}#/explorer
  LoRA server  ${server.url} (process ${server.service.pid})
  logs         ${node.service.logFile}
               ${server.service.logFile}
`);

  const wrong = await tell({ node, server, restart: values.restart });
  if (wrong.length > 0) throw new Error(wrong.join(' '));
  if (values.keep) {
    console.log(`
The chain goes on at ${node.ws}; Ctrl-C ends it, and the server. The models can be asked, too:
  curl ${server.url}/v1/models`);
    const stopped = await Promise.race(services.map((each) => each.ended.then(() => each)));
    throw new Error(`the ${stopped.name} stopped`);
  }
  await Promise.all([node.stop(), server.stop()]);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  // What fails because this process is being ended is no news. Ctrl-C reaches node and server as
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
