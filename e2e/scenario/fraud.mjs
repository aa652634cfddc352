// SPDX-License-Identifier: Apache-2.0

/**
 * Mallory works, too, and lies: she proves that an answer rests on a friend's words. Victor, who has nothing to do with
 * it, verifies the proof with the command line, and shows the chain that it is false.
 */

import {
  LIED_ABOUT, WORKERS, rowFor, secret,
} from '../src/cast.mjs';
import { commitTo } from '../src/commitments.mjs';
import { OPEN, eventsOf, signAndInclude } from '../src/client.mjs';
import {
  ask, assigned, attributionProof, bond, serve, signProof,
} from '../src/inference.mjs';
import { jobId } from '../src/jobs.mjs';
import { parameter, setParameter } from '../src/parameters.mjs';
import { amount, capital } from '../src/story.mjs';
import { DEADLINE, MAX_FEE, MAX_OUTPUT_TOKENS } from './answers.mjs';
import { answerOf, falsified, startLiar } from './liar.mjs';
import { listed, untilTick } from './stage.mjs';

const STAKE = 1_000n * OPEN;

/** Whose words Mallory says they are. */
const FRIEND = 'ivan';

/** How long answers can be challenged meanwhile, in blocks: on a development chain, Victor has five otherwise. */
const WINDOW = 30;

/** Has Alice, who holds the sudo key of a development chain, set how long answers can be challenged. */
const setWindow = ({ api, cast }, blocks) =>
  setParameter(api, cast.alice, { Attribution: { ChallengeWindow: [null, blocks] } });

/** Has all honest workers do this. */
const allWorkers = ({ api, cast }, call) => Promise.all(WORKERS.map((name) => signAndInclude(api, call(), cast[name])));

/** Mallory has at stake what she must, and serves at this address. */
async function hire({ api, cast, say }, base, endpoint) {
  const bonded = await bond(api, cast.mallory, STAKE);
  if (bonded) say(bonded.block, `Mallory puts ${STAKE / OPEN} OPEN at stake`, bonded.fee);
  const { block, fee } = await serve(api, cast.mallory, { endpoint, baseModel: base });
  say(block, `Mallory serves artifact ${base}, at ${endpoint}`, fee);
}

/** Mallory answers, and states that the words are her friend's. */
async function lie(world, liar, asked, net) {
  const { api, cast, store, say } = world;
  const {
    minWords, engineVersion, question, request, deadline,
  } = asked;
  const { result, evidence } = await answerOf(api, store, {
    request, artifact: net.artifact, question, maxOutputTokens: MAX_OUTPUT_TOKENS, minWords, deadline,
  });
  const friend = net.contributions.find(({ contributor }) => contributor === FRIEND);
  const { claim, published } = falsified(evidence, friend.id);
  liar.lies.set(`/v1/jobs/${jobId(api.genesisHash.toHex(), request)}/evidence`, published);
  const proof = attributionProof(api, {
    genesis: api.genesisHash,
    request,
    artifact: net.artifact,
    input: commitTo(question),
    inputTokens: result.input_tokens,
    outputTokens: result.output_tokens,
    engineVersion,
    expiresAt: deadline,
    ...claim,
  });
  const proved = await signAndInclude(
    api, api.tx.attribution.submitProof(proof, signProof(proof, cast.mallory)), cast.mallory,
  );
  say(proved.block, `Mallory proves that the answer "${evidence.answer}" rests on contribution ${friend.id}, which is ` +
    `${capital(FRIEND)}'s, evidence ${claim.evidenceRoot.slice(0, 10)}`, proved.fee);
}

/** How the chain knows, by what the command line says of its challenge. */
const VERDICTS = {
  proved: 'the chain finds the proof false by its bytes',
  convicted: 'Mallory is silent when she has to show these bytes, and the chain convicts her',
};

/**
 * Victor verifies the proof, and has the command line show the chain what is false about it.
 * @returns {Promise<string>} how the chain knows
 */
async function verify({ openledger, say }, request) {
  const { code, stdout, stderr } = await openledger.run(
    ['verify', String(request), '--challenge', '--wait', '--json'],
    { by: secret('victor') },
  );
  if (code !== 1 || stdout === '') throw new Error(`openledger verify ${request}: ${stderr || `exit code ${code}`}`);
  const told = JSON.parse(stdout);
  if (told.true !== false) throw new Error(`openledger verify ${request} finds the lie true`);
  const [finding] = told.finding.split('\n');
  say(told.at, `Victor runs "openledger verify ${request} --challenge": ${finding}`);
  const verdict = VERDICTS[told.outcome];
  if (!verdict) throw new Error(`openledger verify ${request} --challenge ends with "${told.outcome}"`);
  return verdict;
}

/**
 * Catches the liar.
 * @param {import('./stage.mjs').World} world
 * @param {number} base
 * @param {import('./stage.mjs').Net} net
 * @returns {Promise<{request: bigint, slashed: bigint, refund: bigint, reward: bigint}>} in plancks
 */
export async function catchLiar(world, base, net) {
  const {
    api, cast, chronicle, store, say,
  } = world;
  const liar = await startLiar(store);
  world.services.push(liar);
  const { question } = rowFor(net.rows, LIED_ABOUT);
  await hire(world, base, liar.url);
  const paused = await allWorkers(world, api.tx.attribution.pause);
  say(Math.max(...paused.map(({ block }) => block)), `${listed(WORKERS.map(capital))} pause, so Mallory is the only ` +
    'one who is given anything', paused.reduce((sum, { fee }) => sum + fee, 0n));
  const window = await parameter(api, { Attribution: 'ChallengeWindow' });
  const longer = await setWindow(world, WINDOW);
  say(longer.block, `Alice, who has the sudo key of this chain, sets the time for challenges to ${WINDOW} blocks`,
    longer.fee);

  const asked = await ask(api, cast.ferdie, {
    artifact: net.artifact, question, maxOutputTokens: MAX_OUTPUT_TOKENS, maxFee: MAX_FEE, deadline: DEADLINE,
  });
  say(asked.block, `Ferdie asks artifact ${net.artifact}, as request ${asked.request}: ${question}`, asked.fee);
  const [worker] = await assigned(api, asked);
  if (worker !== cast.mallory.address) throw new Error(`request ${asked.request} was given to ${worker}`);
  const { minWords, engineVersion } = (await api.query.attribution.requests(asked.request)).unwrap();
  await lie(world, liar, {
    ...asked, question, minWords: minWords.toNumber(), engineVersion: engineVersion.toNumber(),
  }, net);
  const verdict = await verify(world, asked.request);

  const ours = (section, name) => chronicle.of(section, name)
    .filter(({ data }) => data.request?.toBigInt() === asked.request || data.who?.eq(cast.mallory.address));
  const wait = (section, name) => chronicle.read(api, {
    what: `${section}.${name}`, within: WINDOW, until: () => ours(section, name).length > 0,
  });
  await wait('attribution', 'InferenceFalsified');
  const [falsification] = ours('attribution', 'InferenceFalsified');
  const refund = falsification.data.refund.toBigInt();
  say(falsification.block, `${verdict}: Ferdie has all ${amount(refund)} OPEN back`);
  const [slash] = ours('bonds', 'Slashed');
  await untilTick(world, slash.data.executesAt.toNumber());
  const executed = await signAndInclude(api, api.tx.bonds.executeSlash(slash.data.slash), cast.victor);
  const [{ data }] = eventsOf(executed.events, 'bonds', 'SlashExecuted');
  const [slashed, reward] = [data.amount.toBigInt(), data.reward.toBigInt()];
  say(executed.block, `Mallory has not appealed, and loses ${amount(slashed)} OPEN; Victor, who showed it, gets ` +
    `${amount(reward)}`, executed.fee);

  const [left, resumed] = await Promise.all([
    signAndInclude(api, api.tx.attribution.leave(), cast.mallory),
    allWorkers(world, api.tx.attribution.resume),
  ]);
  say(left.block, 'Mallory leaves, and the others work on', left.fee + resumed.reduce((sum, { fee }) => sum + fee, 0n));
  await setWindow(world, window);
  await liar.stop();
  return {
    request: asked.request, slashed, refund, reward,
  };
}
