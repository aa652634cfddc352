// SPDX-License-Identifier: Apache-2.0

/**
 * The marketplace on one node: a topic for each file in `marketplace/`. Topics run beside each other,
 * each with people of its own; the tests of a topic run one after the other.
 */

import { after, before, describe } from 'node:test';
import { connect, people as developers } from '../src/client.mjs';
import { startNode } from '../src/node.mjs';
import * as agents from './marketplace/agents.mjs';
import * as challenges from './marketplace/challenges.mjs';
import * as channels from './marketplace/channels.mjs';
import * as commerce from './marketplace/commerce.mjs';
import * as committee from './marketplace/committee.mjs';
import * as curation from './marketplace/curation.mjs';
import * as distributions from './marketplace/distributions.mjs';
import * as documentation from './marketplace/documentation.mjs';
import * as factory from './marketplace/factory.mjs';
import * as judgements from './marketplace/judgements.mjs';
import * as models from './marketplace/models.mjs';
import * as proxies from './marketplace/proxies.mjs';
import * as receipts from './marketplace/receipts.mjs';
import * as refusals from './marketplace/refusals.mjs';
import * as staking from './marketplace/staking.mjs';
import * as takedowns from './marketplace/takedowns.mjs';
import { actors, endTests, endow } from './support/chain.mjs';
import { makeMarket } from './support/market.mjs';

const TOPICS = [
  agents, challenges, channels, commerce, committee, curation, distributions, documentation, factory, judgements,
  models, proxies, receipts, refusals, staking, takedowns,
];

/**
 * What all topics share. It is filled before the first test.
 * @typedef {object} Chain
 * @property {import('@polkadot/api').ApiPromise} api
 * @property {Awaited<ReturnType<typeof makeMarket>>} market
 */

describe('marketplace', { concurrency: true, timeout: 400_000 }, () => {
  /** @type {Chain} */
  const chain = {};
  const topics = TOPICS.map(({ name, people, topic }) => ({ name, topic, cast: actors(name, people) }));
  let node;

  before(async () => {
    node = await startNode();
    await node.restWorker();
    chain.api = await connect(node.ws);
    const cast = developers();
    const everybody = topics.flatMap((each) => Object.values(each.cast));
    [chain.market] = await Promise.all([
      makeMarket(chain.api, cast),
      endow(chain.api, cast.ferdie, everybody),
    ]);
  }, { timeout: 180_000 });

  after(() => endTests(chain.api, node));

  for (const { name, topic, cast } of topics) {
    describe(name, { concurrency: 1 }, () => topic(chain, cast));
  }
});
