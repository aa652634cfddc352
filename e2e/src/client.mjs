// SPDX-License-Identifier: Apache-2.0

/** What a client of OpenLedger does with @polkadot/api: connecting, transactions, errors, waiting. */

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { cryptoWaitReady, encodeAddress } from '@polkadot/util-crypto';

/** One OPEN in plancks. */
export const OPEN = 10n ** 18n;

/** How long the chain may make no block before a wait gives up. */
const STALL_MS = 60_000;

/** What the errors that belong to no pallet mean: the metadata has no sentences for these. */
const SENTENCES = {
  Other: 'The call failed and does not say why.',
  CannotLookup: 'There is no account with that index.',
  BadOrigin: 'Whoever signed may not make this call.',
  ConsumerRemaining: 'The account is still used by something on the chain.',
  NoProviders: 'The account does not exist: it holds less than the existential deposit.',
  TooManyConsumers: 'Too many things on the chain use the account.',
  Exhausted: 'The block has no room left for this call.',
  Corruption: 'The state of the chain is damaged.',
  Unavailable: 'Something that the call needs is not there at the moment.',
  RootNotAllowed: 'Root may not make this call.',
  'Token.FundsUnavailable': 'The account does not hold that much.',
  'Token.OnlyProvider': 'The account would fall below the existential deposit while it is in use.',
  'Token.BelowMinimum': 'The receiver would hold less than the existential deposit.',
  'Token.CannotCreate': 'The receiving account cannot be created.',
  'Token.UnknownAsset': 'There is no such asset.',
  'Token.Frozen': 'That much of the account is locked.',
  'Token.Unsupported': 'The asset does not allow this.',
  'Token.CannotCreateHold': 'The account cannot hold anything back.',
  'Token.NotExpendable': 'The account would be removed, and this call keeps it.',
  'Token.Blocked': 'The account may not receive or send.',
  'Arithmetic.Underflow': 'An amount would fall below zero.',
  'Arithmetic.Overflow': 'An amount would become too large.',
  'Arithmetic.DivisionByZero': 'Something would be divided by zero.',
  'Transactional.LimitReached': 'Too many calls are nested in one another.',
  'Transactional.NoLayer': 'The call needs storage that can be rolled back.',
};

/** A transaction or a dispatched call that the chain refused. */
export class DispatchFailure extends Error {
  /**
   * @param {string} name - `section.name`
   * @param {string} sentence
   */
  constructor(name, sentence) {
    super(`${name}: ${sentence}`);
    this.name = 'DispatchFailure';
    /** `section.name`, such as `balances.InsufficientBalance`. */
    this.error = name;
    /** What it means. */
    this.sentence = sentence;
  }
}

/**
 * Connects to a node; `api.disconnect()` ends it.
 * @param {string} ws
 * @returns {Promise<ApiPromise>}
 * @throws where no node answers: this does not try again
 */
export async function connect(ws) {
  await cryptoWaitReady();
  const provider = new WsProvider(ws, false, {}, 30_000);
  await new Promise((resolve, reject) => {
    provider.on('connected', resolve);
    provider.on('error', () => reject(new Error(`no node answers at ${ws}`)));
    provider.connect().catch(reject);
  });
  const nothing = { extrinsic: {}, payload: {} };
  const api = new ApiPromise({
    provider,
    noInitWarn: true,
    // In a transaction that is signed these two carry nothing; named here, the client does not warn.
    signedExtensions: { AuthorizeCall: nothing, StorageWeightReclaim: nothing },
  });
  await api.isReadyOrError;
  return api;
}

/**
 * The people of a development chain.
 * @returns {Record<'alice' | 'bob' | 'charlie' | 'dave' | 'eve' | 'ferdie', import('@polkadot/keyring/types').KeyringPair>}
 */
export function people() {
  const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });
  const person = (name) => [name.toLowerCase(), keyring.addFromUri(`//${name}`, { name })];
  return Object.fromEntries(['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].map(person));
}

/**
 * The account of a pallet.
 * @param {import('@polkadot/types').u8aFixed} id - eight bytes, among the pallet's constants
 * @returns {string} its address
 */
export function palletAccount(id) {
  return encodeAddress(u8aConcat(stringToU8a('modl'), id.toU8a(true), new Uint8Array(20)), 42);
}

/**
 * Writes an amount of plancks in OPEN, with all the decimals that it has.
 * @param {bigint} plancks
 * @param {{decimals?: number, sign?: boolean}} [options] - cut after `decimals`; `sign` writes a plus
 * @returns {string}
 */
export function inOpen(plancks, { decimals = 18, sign = false } = {}) {
  const negative = plancks < 0n;
  const size = negative ? -plancks : plancks;
  const whole = (size / OPEN).toString().replace(/\B(?=(\d{3})+$)/g, ' ');
  const fraction = (size % OPEN).toString().padStart(18, '0').slice(0, decimals);
  const shown = decimals === 18 ? fraction.replace(/0+$/, '') : fraction;
  return `${negative ? '-' : sign ? '+' : ''}${whole}${shown ? `.${shown}` : ''}`;
}

/**
 * What an account holds: free, and reserved or on hold.
 * @param {ApiPromise} api
 * @param {string} address
 * @returns {Promise<{free: bigint, reserved: bigint, total: bigint}>}
 */
export async function balanceOf(api, address) {
  const { data } = await api.query.system.account(address);
  const [free, reserved] = [data.free.toBigInt(), data.reserved.toBigInt()];
  return { free, reserved, total: free + reserved };
}

/**
 * Says what a dispatch error is, with the sentence from the chain's metadata.
 * @param {ApiPromise} api
 * @param {import('@polkadot/types/interfaces').DispatchError} error
 * @returns {DispatchFailure}
 */
export function decodeDispatchError(api, error) {
  if (error.isModule) {
    const { section, name, docs } = api.registry.findMetaError(error.asModule);
    return new DispatchFailure(`${section}.${name}`, docs.join(' ').trim());
  }
  const inner = error.isToken || error.isArithmetic || error.isTransactional ? error.value.type : '';
  const name = inner ? `${error.type}.${inner}` : error.type;
  const shown = inner ? `${error.type.toLowerCase()}.${inner}` : error.type;
  return new DispatchFailure(shown, SENTENCES[name] ?? 'The chain gives no sentence for this.');
}

/**
 * Asks a runtime API whose whole answer is bytes, or bytes or nothing. `api.call` would take such an answer
 * for the bytes themselves: it leaves their length before them, and takes "nothing" for something.
 * @param {ApiPromise} api
 * @param {string} name - such as `InvariantsApi_check`
 * @param {Uint8Array} argument - in SCALE
 * @param {'Bytes' | 'Option<Bytes>'} type - of the answer
 * @returns {Promise<import('@polkadot/types').Bytes | import('@polkadot/types').Option<import('@polkadot/types').Bytes>>}
 */
export async function askForBytes(api, name, argument, type) {
  const answer = await api.rpc.state.call(name, u8aToHex(argument));
  return api.createType(type, answer.toU8a(true));
}

/**
 * Finds events by pallet and name, such as `treasury` and `Paid`.
 * @param {{event: import('@polkadot/types/interfaces').Event}[]} records
 * @param {string} section
 * @param {string} method
 * @returns {import('@polkadot/types/interfaces').Event[]}
 */
export function eventsOf(records, section, method) {
  return [...records]
    .map(({ event }) => event)
    .filter((event) => event.section === section && event.method === method);
}

/**
 * @typedef {object} Included
 * @property {number} block - the number of the block that it is in
 * @property {string} blockHash
 * @property {bigint} fee - what the signer paid, in plancks
 * @property {import('@polkadot/types/interfaces').EventRecord[]} events - its own events
 */

/**
 * Signs a transaction, sends it, and waits until it is in a block.
 * @param {ApiPromise} api
 * @param {import('@polkadot/api/types').SubmittableExtrinsic<'promise'>} tx
 * @param {import('@polkadot/keyring/types').KeyringPair} signer
 * @param {{nonce?: number}} [options]
 * @returns {Promise<Included>}
 * @throws {DispatchFailure} `section.name: sentence` where the chain refused the call
 */
export async function signAndInclude(api, tx, signer, { nonce = -1 } = {}) {
  const result = await new Promise((resolve, reject) => {
    let stop = () => {};
    let over = false;
    const finish = (settle, value) => {
      if (over) return;
      over = true;
      clearTimeout(stalled);
      api.off('disconnected', onLost);
      stop();
      settle(value);
    };
    const onLost = () => finish(reject, new Error('the connection to the node was lost'));
    const stalled = setTimeout(
      () => finish(reject, new Error(`the transaction was in no block for ${STALL_MS / 1000} s`)),
      STALL_MS,
    );
    api.on('disconnected', onLost);
    tx.signAndSend(signer, { nonce }, (update) => {
      if (update.isInBlock || update.isFinalized) finish(resolve, update);
      else if (update.isError) {
        finish(reject, new Error(`the transaction was dropped: ${update.status.type}`));
      }
    }).then(
      (unsubscribe) => {
        stop = unsubscribe;
        if (over) unsubscribe();
      },
      (error) => finish(reject, error),
    );
  });

  const { dispatchError, internalError, status, events } = result;
  if (internalError) throw internalError;
  if (dispatchError) throw decodeDispatchError(api, dispatchError);
  const blockHash = (status.isInBlock ? status.asInBlock : status.asFinalized).toHex();
  const { number } = await api.rpc.chain.getHeader(blockHash);
  const [paid] = eventsOf(events, 'transactionPayment', 'TransactionFeePaid');
  return {
    block: number.toNumber(),
    blockHash,
    fee: paid ? paid.data.actualFee.toBigInt() : 0n,
    events,
  };
}

/**
 * Looks at the finalised blocks one after the other, from block `from` on, until `look` returns
 * something.
 * @template T
 * @param {ApiPromise} api
 * @param {object} options
 * @param {number} options.from - the first block to look at
 * @param {number} options.within - how many blocks to look at
 * @param {string} options.what - what is waited for, for the error
 * @param {(block: {number: number, hash: string, events: import('@polkadot/types/interfaces').EventRecord[]}) => T | undefined | Promise<T | undefined>} options.look
 * @returns {Promise<T>}
 */
export async function waitInBlocks(api, { from, within, what, look }) {
  let head = 0;
  let lost;
  let wake = () => {};
  const onLost = () => {
    lost = new Error(`${what}: the connection to the node was lost`);
    wake();
  };
  api.on('disconnected', onLost);
  const unsubscribe = await api.rpc.chain.subscribeFinalizedHeads((header) => {
    head = header.number.toNumber();
    wake();
  });
  try {
    for (let number = from; number < from + within; number++) {
      while (head < number) {
        if (lost) throw lost;
        let timer;
        await new Promise((resolve, reject) => {
          wake = resolve;
          timer = setTimeout(
            () => reject(new Error(`${what}: no block after ${head} for ${STALL_MS / 1000} s`)),
            STALL_MS,
          );
        }).finally(() => clearTimeout(timer));
      }
      const hash = await api.rpc.chain.getBlockHash(number);
      const then = await api.at(hash);
      const found = await look({
        number,
        hash: hash.toHex(),
        events: [...(await then.query.system.events())],
      });
      if (found !== undefined) return found;
    }
    throw new Error(`${what}: did not happen in the blocks ${from} to ${from + within - 1}`);
  } finally {
    api.off('disconnected', onLost);
    unsubscribe();
  }
}
