// SPDX-License-Identifier: Apache-2.0

/** Votes of staked curators: `primitives/src/curation.rs` says what is committed to. */

import {
  bnToU8a, hexToU8a, stringToU8a, u8aConcat,
} from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';

const COMMITMENT_DOMAIN = 'openledger/curation/v1';

/** The verdicts by their numbers on chain. */
const VERDICTS = ['Accept', 'Reject', 'Spam'];

/**
 * What a curator commits to, before votes are revealed.
 * @param {object} vote
 * @param {bigint} vote.contribution
 * @param {'Accept' | 'Reject' | 'Spam'} vote.verdict
 * @param {string} vote.salt - 32 random bytes in hex, kept until the vote is revealed
 * @param {{publicKey: Uint8Array}} vote.curator
 * @returns {string} in hex
 */
export const voteCommitment = ({
  contribution, verdict, salt, curator,
}) => blake2AsHex(u8aConcat(
  stringToU8a(COMMITMENT_DOMAIN),
  bnToU8a(contribution, { bitLength: 64 }),
  [VERDICTS.indexOf(verdict)],
  hexToU8a(salt),
  curator.publicKey,
), 256);
