// SPDX-License-Identifier: Apache-2.0

/**
 * How much of one text stands in another: what a curator looks at before accepting. Broder, "On the resemblance
 * and containment of documents", 1997, with runs of as many words as make a span of an attribution.
 */

/** Words of a run: the fewest that an attribution counts. */
const RUN = 6;

/** The runs of words of each line, none across lines: a document is a line. */
function runsOf(text) {
  const runs = new Set();
  for (const line of text.split('\n')) {
    const words = line.split(' ').filter((word) => word !== '');
    for (let start = 0; start + RUN <= words.length; start++) {
      runs.add(words.slice(start, start + RUN).join(' '));
    }
  }
  return runs;
}

/**
 * The part of a text's runs that stand in another text.
 * @param {string} text - canonical documents, a line each
 * @param {string} other - the same
 * @returns {number} from 0 to 1; 0 for a text that is too short to have a run
 */
export function containment(text, other) {
  const [own, others] = [runsOf(text), runsOf(other)];
  if (own.size === 0) return 0;
  let shared = 0;
  for (const run of own) if (others.has(run)) shared += 1;
  return shared / own.size;
}

/**
 * Which of some texts has the most of a text.
 * @template {{text: string}} T
 * @param {string} text
 * @param {T[]} others
 * @returns {{part: number, source: T | undefined}} nothing and no source, where none has any of it
 */
export function closest(text, others) {
  return others.reduce((best, source) => {
    const part = containment(text, source.text);
    return part > best.part ? { part, source } : best;
  }, { part: 0, source: undefined });
}
