// SPDX-License-Identifier: Apache-2.0

/** What happened on the chain since a block, event by event. */

import { waitInBlocks } from './client.mjs';

/** Follows the finalised blocks; goes on with another connection where one was lost. */
export class Chronicle {
  #next;

  #events = [];

  /** @param {number} from - the first block to read */
  constructor(from) {
    this.#next = from;
  }

  /**
   * Reads on until enough has happened.
   * @param {import('@polkadot/api').ApiPromise} api
   * @param {object} options
   * @param {string} options.what - what is waited for, for the error
   * @param {number} options.within - how many blocks to read at most
   * @param {(block: number) => boolean} options.until - asked after each block
   */
  async read(api, { what, within, until }) {
    await waitInBlocks(api, {
      from: this.#next,
      within,
      what,
      look: ({ number, events }) => {
        for (const { event, phase } of events) this.#events.push({ block: number, phase, event });
        this.#next = number + 1;
        return until(number) || undefined;
      },
    });
  }

  /**
   * Reads on up to a block, which may have been read before.
   * @param {import('@polkadot/api').ApiPromise} api
   * @param {number} block
   */
  async readTo(api, block) {
    if (block < this.#next) return;
    const within = block - this.#next + 1;
    await this.read(api, { what: `block ${block}`, within, until: (number) => number >= block });
  }

  /**
   * The events of this kind so far.
   * @param {string} section
   * @param {string} method
   * @returns {{block: number, data: any}[]}
   */
  of(section, method) {
    return this.#events
      .filter(({ event }) => event.section === section && event.method === method)
      .map(({ block, event }) => ({ block, data: event.data }));
  }

  /**
   * The transfers of OPEN that were nothing else: of which no pallet tells what they were for.
   * @param {string[]} sections - of the pallets that tell
   * @returns {{from: string, to: string, amount: bigint}[]}
   */
  gifts(sections) {
    const transaction = ({ block, phase }) => (phase.isApplyExtrinsic ? `${block} ${phase.asApplyExtrinsic}` : '');
    const told = new Set(this.#events.filter(({ event }) => sections.includes(event.section)).map(transaction));
    return this.#events
      .filter(({ event }) => event.section === 'balances' && event.method === 'Transfer')
      .filter((each) => transaction(each) !== '' && !told.has(transaction(each)))
      .map(({ event: { data } }) =>
        ({ from: data.from.toString(), to: data.to.toString(), amount: data.amount.toBigInt() }));
  }
}
