// SPDX-License-Identifier: Apache-2.0

/** What the node says at the command line: its version, its refusals, its chain specs. */

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runNode, startNode } from '../src/node.mjs';
import { freePorts, listen, temporaryFolder } from '../src/processes.mjs';

/** Runs a subcommand that must succeed, and returns what it prints. */
async function output(...args) {
  const { code, stdout, stderr } = await runNode(args);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** Expects a refusal in one sentence. */
async function refused(args, sentence) {
  const { code, stderr } = await runNode(args);
  const said = stderr.split('\n').filter((line) => line.startsWith('Error:'));
  assert.ok(code !== 0 && code !== null, `it ends with an error code, not ${code}`);
  assert.equal(said.length, 1, `one sentence says why:\n${stderr}`);
  assert.match(said[0], sentence);
  assert.doesNotMatch(stderr, /panicked|stack backtrace/, 'it does not panic');
}

const buildSpec = (chain, ...args) =>
  output('build-spec', '--chain', chain, '--disable-default-bootnode', ...args);

describe('node', { timeout: 300_000 }, () => {
  let folder;
  let local;
  let raw;
  let rawFile;

  before(async () => {
    folder = temporaryFolder();
    local = await buildSpec('local');
    raw = await buildSpec('local', '--raw');
    rawFile = join(folder.path, 'raw.json');
    await writeFile(rawFile, raw);
  }, { timeout: 120_000 });

  after(() => folder?.remove());

  const file = async (name, text) => {
    const path = join(folder.path, name);
    await writeFile(path, text);
    return path;
  };

  /** Arguments with which a second node would start, if it were not refused. */
  const dev = async (basePath = join(folder.path, 'dev')) => {
    const [rpcPort, p2pPort] = await freePorts(2);
    return [
      '--dev', '--no-prometheus', '--no-hardware-benchmarks', '--base-path', basePath,
      '--rpc-port', String(rpcPort), '--port', String(p2pPort),
    ];
  };

  test('version shows name, version and commit when it is asked for', async () => {
    const text = await output('--version');
    assert.match(text, /^openledger-node \d+\.\d+\.\d+(-[a-z0-9.]+)?-[0-9a-f]{7,40}\n+$/);
  });

  test('start is refused in one sentence when the chain is unknown', async () => {
    await refused(
      ['--chain', 'moonbase', ...(await dev()).slice(1)],
      /there is no chain 'moonbase': the built-in ones are dev, local and openledger/,
    );
  });

  test('start is refused in one sentence when the accounts of the public network are placeholders', async () => {
    await refused(
      ['--chain', 'openledger', ...(await dev()).slice(1)],
      /the chain 'openledger' cannot be built: in chain-specs\/openledger\/accounts\.json, these entries still hold placeholders: community/,
    );
  });

  test('start is refused in one sentence when the chain spec is for another chain', async () => {
    // The text is changed, not the JSON: its balances are too large for JavaScript's numbers.
    const spec = local.replace(/"id": *"openledger-local"/, '"id": "asset-hub-westend"');
    assert.notEqual(spec, local);
    const path = await file('foreign.json', spec);
    await refused(
      ['--chain', path, ...(await dev()).slice(1)],
      /foreign\.json' is for the chain 'asset-hub-westend', and this node runs OpenLedger's only/,
    );
  });

  test('start is refused in one sentence when the chain spec is not JSON', async () => {
    const path = await file('no.json', 'this is not JSON\n');
    await refused(['--chain', path, ...(await dev()).slice(1)], /no\.json' is not a chain spec: /);
  });

  test('start is refused in one sentence when the RPC port is taken', async () => {
    const server = await listen(0);
    try {
      const { port } = server.address();
      const args = await dev();
      args[args.indexOf('--rpc-port') + 1] = String(port);
      await refused(args, new RegExp(`^Error: the RPC port ${port} cannot be used .*--rpc-port$`));
    } finally {
      server.close();
    }
  });

  test('start is refused in one sentence when another node uses the base path', async () => {
    const node = await startNode();
    try {
      await refused(
        await dev(node.basePath),
        /^Error: another node is using this base path: stop it, or give this one its own --base-path/,
      );
      assert.equal((await node.rpc('system_health')).isSyncing, false, 'the first node goes on');
    } finally {
      await node.stop();
    }
  });

  test('chain spec names OPEN and the chain when the local one is built', () => {
    const spec = JSON.parse(local);
    assert.equal(spec.id, 'openledger-local');
    assert.equal(spec.name, 'OpenLedger Local Testnet');
    assert.equal(spec.protocolId, 'openledger-local');
    assert.equal(spec.chainType, 'Local');
    assert.deepEqual(spec.bootNodes, []);
    assert.deepEqual(spec.properties, { ss58Format: 42, tokenDecimals: 18, tokenSymbol: 'OPEN' });
  });

  test('raw chain spec stays as it is when it is read and written again', async () => {
    assert.ok(JSON.parse(raw).genesis.raw.top['0x3a636f6465'], 'the runtime is in it');
    assert.ok(await buildSpec(rawFile, '--raw') === raw, 'both are the same, to the byte');
  });

  test('genesis head is the same when the chain comes by name or from its raw spec', async () => {
    const head = (chain, name) =>
      output('export-genesis-head', '--chain', chain, '--base-path', join(folder.path, name));
    const [named, fromRaw] = [await head('local', 'named'), await head(rawFile, 'raw')];
    assert.match(named.trim(), /^0x[0-9a-f]{196}$/);
    assert.equal(fromRaw, named);
  });

  test('genesis wasm is the same when the chain comes by name or from its raw spec', async () => {
    const wasm = (chain) => output('export-genesis-wasm', '--chain', chain);
    const named = await wasm('local');
    assert.match(named.slice(0, 10), /^0x[0-9a-f]{8}$/);
    assert.ok(await wasm(rawFile) === named, 'both are the same, to the byte');
  });
});
