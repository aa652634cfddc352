// SPDX-License-Identifier: Apache-2.0
//! The recipe that is written beside a trained base.

use super::BaseOptions;
use crate::model::ModelConfig;

/// How the model was made, in Markdown.
pub(super) fn recipe(
	options: &BaseOptions,
	config: &ModelConfig,
	steps: u64,
	held_out_loss: f64,
) -> String {
	let BaseOptions { sequence, batch, learning_rate, seed, precision, command, .. } = options;
	let ModelConfig { vocab_size, hidden_size, intermediate_size, layers, heads, context, .. } =
		config;
	format!(
		"# Base model

A small Llama decoder, trained from nothing on the glosses and examples of WordNet 3.0. It knows the
form of a question and its answer (`<q>What is HEADWORD?<a>GLOSS</s>`) and common English; what it
answers comes from the adapters trained on it.

| | |
| --- | --- |
| architecture | Llama, {layers} layers of {hidden_size} features, {heads} heads, feed-forward {intermediate_size}, tied embeddings |
| tokenizer | byte-level BPE, {vocab_size} tokens, learnt from the same text |
| context | {context} tokens |
| text | WordNet 3.0 in DICT format (Debian's package `dict-wn`); its licence is in `NOTICE` |
| training | {steps} steps of {batch} sequences of {sequence} tokens, AdamW, learning rate {learning_rate} with warm-up and cosine, matrix products in {precision:?}, seed {seed} |
| loss on held-out entries | {held_out_loss:.3} |

The text's tokens alone were learnt; the bytes that it never has got random embeddings, so that
adapters can learn them.

Trained by

```sh
apt-get download dict-wn && dpkg-deb -x dict-wn_*.deb . && mv usr/share/dictd/wn.dict.dz .
{command}
```

With `--steps {steps}` in place of `--minutes` the run takes the same steps on every machine; its
weights differ in the last digits, as floating-point sums do between processors.
"
	)
}
