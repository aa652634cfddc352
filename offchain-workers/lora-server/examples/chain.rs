// SPDX-License-Identifier: Apache-2.0
//! A chain for a server that is tried out alone: the node's side of the wire, with one base model and some
//! adapters on it, as the server's tests have it. Says where it listens, and serves until it is killed.
//!
//! ```text
//! cargo run --example chain -- 127.0.0.1:0 0x<root>:<length> 0x<root>:<length> ...
//! ```
//!
//! The first manifest is the base model's, artifact 0; adapters are 1, 2, and so on. The genesis hash is 32
//! times `0x11`.

#[allow(dead_code, clippy::unwrap_used, reason = "it is the tests', which do more with it")]
#[path = "../tests/server/node.rs"]
mod node;

use node::{Node, Records};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::ArtifactId,
	licence::Licence,
	records::{ArtifactKind, ArtifactRecord, ArtifactStatus, RoyaltyTerms},
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use std::{error::Error, future};

const GENESIS: H256 = H256::repeat_byte(0x11);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
	let mut arguments = std::env::args().skip(1);
	let address = arguments.next().ok_or("where to listen?")?.parse()?;
	let mut records = Records { genesis: GENESIS, ..Records::default() };
	for (number, manifest) in (0u32..).zip(arguments) {
		let kind = if number == 0 { ArtifactKind::BaseModel } else { ArtifactKind::Adapter };
		let id = ArtifactId(number);
		records.artifacts.insert(id, artifact(id, kind, commitment(&manifest)?));
	}
	let node = Node::start_at(address, records).await;
	println!("{}", node.url());
	future::pending().await
}

fn commitment(text: &str) -> Result<ContentCommitment, Box<dyn Error>> {
	let (root, length) = text.split_once(':').ok_or("a manifest is 0x<root>:<length>")?;
	let mut bytes = [0; 32];
	hex::decode_to_slice(root.trim_start_matches("0x"), &mut bytes)?;
	Ok(ContentCommitment { root: H256(bytes), length: length.parse()? })
}

fn artifact(
	id: ArtifactId,
	kind: ArtifactKind,
	manifest: ContentCommitment,
) -> ArtifactRecord<AccountId32> {
	ArtifactRecord {
		id,
		kind,
		status: ArtifactStatus::Active,
		owner: AccountId32::new([7; 32]),
		base: Some(ArtifactId(0)),
		name: b"soaked".to_vec(),
		manifest,
		uri: Vec::new(),
		licence: Licence::default(),
		prices: None,
		royalty: RoyaltyTerms::default(),
		version: 1,
		previous: None,
		successor: None,
		parents: Vec::new(),
		ancestors: 0,
		credits: Vec::new(),
		trained_on: Vec::new(),
		snapshots: Vec::new(),
		taken_down: Vec::new(),
		registered_at: 1,
	}
}
