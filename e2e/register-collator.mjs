// SPDX-License-Identifier: Apache-2.0

/**
 * Makes an account a candidate for collation: session keys in the node's keystore, their
 * registration, the bond. What `scripts/register-collator` runs; see `docs/operators.md`.
 */

import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Keyring } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';
import { rpc } from './src/node.mjs';
import { connect, inOpen, signAndInclude } from './src/client.mjs';

const USAGE = `Usage: scripts/register-collator [--ws ws://127.0.0.1:9944] [--suri SECRET]

  --ws     your own node, started with --rpc-methods unsafe on loopback
  --suri   the secret of the collator's account: a mnemonic, a seed, or //Bob on a test chain;
           asked for when it is left out, so that no shell remembers it`;

/** Asks for the secret without showing what is typed. */
async function askForSecret() {
  if (!process.stdin.isTTY) throw new Error('there is no terminal to ask for the secret: say --suri');
  process.stderr.write('Secret of the collator account (not shown): ');
  const terminal = createInterface({ input: process.stdin, terminal: true });
  terminal._writeToOutput = () => {};
  const secret = await new Promise((resolve) => terminal.question('', resolve));
  terminal.close();
  process.stderr.write('\n');
  return secret.trim();
}

async function main() {
  const { values } = parseArgs({
    options: {
      ws: { type: 'string', default: 'ws://127.0.0.1:9944' },
      suri: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const api = await connect(values.ws);
  try {
    const suri = values.suri ?? (await askForSecret());
    const account = new Keyring({ type: 'sr25519', ss58Format: 42 }).addFromUri(suri);
    console.log(`account        ${account.address}`);

    const [bond, { data }] = await Promise.all([
      api.query.collatorSelection.candidacyBond(),
      api.query.system.account(account.address),
    ]);
    console.log(`bond           ${inOpen(bond.toBigInt())} OPEN`);
    if (data.free.toBigInt() <= bond.toBigInt()) {
      throw new Error(`the account holds ${inOpen(data.free.toBigInt())} OPEN, less than the bond and fees`);
    }

    // Not among the methods that @polkadot/api knows, so asked for over HTTP on the same port.
    const url = values.ws.replace(/^ws/, 'http');
    const owner = u8aToHex(account.publicKey);
    const generated = await rpc(url, 'author_rotateKeysWithOwner', [owner]);
    console.log(`session keys   ${generated.keys}`);
    await signAndInclude(api, api.tx.session.setKeys(generated.keys, generated.proof), account);
    console.log('registered     the keys are on the chain');
    await signAndInclude(api, api.tx.collatorSelection.registerAsCandidate(), account);
    const session = await api.query.session.currentIndex();
    console.log(`candidate      blocks can be yours from session ${session.toNumber() + 2}; this is session ${session}`);
  } finally {
    await api.disconnect();
  }
}

main().catch((error) => {
  console.error(`Error: ${error.message}`);
  process.exitCode = 1;
});
