// SPDX-License-Identifier: Apache-2.0

/** What `scripts/run` does besides telling its story: refusals, and leaving nothing behind. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'node:test';
import { freePorts, listen, temporaryFolder } from '../src/processes.mjs';

const SCRIPT = fileURLToPath(new URL('../../scripts/run', import.meta.url));
const READY = 'OpenLedger is running.';
const READY_TIMEOUT_MS = 300_000;

/** Starts the script in a process group of its own, as a terminal does. */
function start(args, env) {
  const child = spawn(SCRIPT, args, {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output.text += text;
    });
  }
  // In a shell, an end by a signal has the status 128 and the signal's number.
  return { child, output, ended: once(child, 'close').then(([code, signal]) => code ?? signal) };
}

test('scripts/run leaves nothing behind when it is interrupted', async () => {
  const folder = temporaryFolder();
  const ports = await freePorts(2);
  const { child, output, ended } = start(['--keep'], {
    OPENLEDGER_RPC_PORT: String(ports[0]),
    OPENLEDGER_SERVER_PORT: String(ports[1]),
    TMPDIR: folder.path,
  });
  try {
    await new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => reject(new Error(`not ready:\n${output.text}`)), READY_TIMEOUT_MS);
      const look = () => {
        if (!output.text.includes(READY)) return;
        clearTimeout(tooLate);
        resolve();
      };
      child.stdout.on('data', look);
      ended.then(() => reject(new Error(`it ended before it was ready:\n${output.text}`)));
    });

    process.kill(-child.pid, 'SIGINT');
    assert.equal(await ended, 'SIGINT');
    assert.deepEqual(readdirSync(folder.path), [], 'temporary files are left');
    for (const server of await Promise.all(ports.map(listen))) server.close();
    assert.throws(() => process.kill(-child.pid, 0), { code: 'ESRCH' }, 'processes are left');
  } finally {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All of them have ended.
    }
    folder.remove();
  }
});

for (const name of ['OPENLEDGER_RPC_PORT', 'OPENLEDGER_SERVER_PORT']) {
  /** The script's environment, with this in one variable and free ports in the others. */
  const environment = async (value) => {
    const [rpc, server] = await freePorts(2);
    return {
      OPENLEDGER_RPC_PORT: String(rpc), OPENLEDGER_SERVER_PORT: String(server), [name]: value,
    };
  };

  test(`scripts/run refuses at once when ${name} is in use`, async () => {
    const server = await listen(0);
    const { port } = server.address();
    const { output, ended } = start([], await environment(String(port)));
    assert.equal(await ended, 1);
    assert.match(output.text, new RegExp(`^Error: port ${port} is in use: .* set ${name} to another`));
    server.close();
  });

  test(`scripts/run refuses when ${name} is no number`, async () => {
    const { output, ended } = start([], await environment('http'));
    assert.equal(await ended, 1);
    assert.match(output.text, new RegExp(`^Error: ${name} is 'http', which is not a port`));
  });
}

test('scripts/run refuses when both ports are the same', async () => {
  const [port] = await freePorts(1);
  const { output, ended } = start([], {
    OPENLEDGER_RPC_PORT: String(port), OPENLEDGER_SERVER_PORT: String(port),
  });
  assert.equal(await ended, 1);
  assert.match(output.text, /^Error: OPENLEDGER_RPC_PORT and OPENLEDGER_SERVER_PORT are both \d+/);
});

test('scripts/run refuses when an argument is unknown', async () => {
  const { output, ended } = start(['--kepe'], {});
  assert.equal(await ended, 1);
  assert.match(output.text, /^Error: unknown argument '--kepe'/);
});

for (const [args, error] of [
  [['--json'], /^Error: --json needs a file/],
  [['--json', '/nowhere/at/all.json'], /^Error: --json: there is no folder \/nowhere\/at/],
]) {
  test(`scripts/run refuses when its arguments are '${args.join(' ')}'`, async () => {
    const { output, ended } = start(args, {});
    assert.equal(await ended, 1);
    assert.match(output.text, error);
  });
}
