// SPDX-License-Identifier: Apache-2.0

/** The names of jobs, by the vectors that the chain's own code wrote. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { jobId, trainingJobId } from '../src/jobs.mjs';

const VECTORS = JSON.parse(
  readFileSync(new URL('../../primitives/vectors/jobs.json', import.meta.url), 'utf8'),
);

test('jobId is that of the vectors when a request is named', async () => {
  await cryptoWaitReady();
  const { genesis, request } = VECTORS;
  assert.equal(jobId(genesis, BigInt(request.task.inference.request)), request.job_id);
});

test('trainingJobId is that of the vectors when a training is named', async () => {
  await cryptoWaitReady();
  const { genesis, training } = VECTORS;
  assert.equal(trainingJobId(genesis, training.task.training), training.job_id);
});
