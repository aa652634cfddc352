// SPDX-License-Identifier: Apache-2.0
//! The very bytes on the wire, against the SDK's own double of the node's client.

use crate::chain::{self, assignment, genesis, with, TestChain, KEY_TYPE};
use openledger_ocw::{run, settings::TOKEN_KEY};
use openledger_primitives::{ids::RequestId, jobs::job_id};
use polkadot_sdk::{
	sp_core::offchain::{
		testing::{PendingRequest, TestOffchainExt},
		OffchainDbExt, OffchainWorkerExt, StorageKind,
	},
	sp_io::{crypto, offchain::local_storage_set, TestExternalities},
	sp_keystore::{testing::MemoryKeystore, KeystoreExt},
};

#[test]
fn request_and_answer_are_the_documented_json_when_a_job_is_finished() {
	let (offchain, offchain_state) = TestOffchainExt::new();
	let mut externalities = TestExternalities::default();
	externalities.register_extension(KeystoreExt::new(MemoryKeystore::new()));
	externalities.register_extension(OffchainDbExt::new(offchain.clone()));
	externalities.register_extension(OffchainWorkerExt::new(offchain));

	let asked = assignment(1, 1000);
	let job = job_id(&genesis(), RequestId(1));
	let body = format!(
		r#"{{"version":1,"job_id":"{job:?}","task":{{"inference":{{"request":1,"artifact":3,"input":{{"text":"question  number 1?"}},"input_commitment":{{"root":"{:?}","length":18}},"max_output_tokens":64,"min_words":6}}}},"deadline":1000}}"#,
		asked.input_commitment.root,
	);
	let answer = format!(
		r#"{{"version":1,"job_id":"{job:?}","state":{{"finished":{{"result":{{"inference":{{
			"answer":"An answer.","input_tokens":5,"output_tokens":8,"engine_version":1,
			"vector":{{"shares":[{{"contribution":4,"share":250000000}}],"residual":750000000}},
			"evidence_root":"0x{}","of a later version":null}}}}}}}}}}"#,
		"11".repeat(32),
	);
	offchain_state.write().expect_request(PendingRequest {
		method: "POST".into(),
		uri: "http://127.0.0.1:8400/v1/jobs".into(),
		headers: vec![
			("Content-Type".into(), "application/json".into()),
			("Content-Length".into(), body.len().to_string()),
			("Authorization".into(), "Bearer s3cret".into()),
		],
		body: body.into_bytes(),
		sent: true,
		response: Some(answer.into_bytes()),
		..Default::default()
	});

	externalities.execute_with(|| {
		with(|state| *state = chain::State { block: 100, ..Default::default() });
		let key = crypto::sr25519_generate(KEY_TYPE, Some(b"//One".to_vec()));
		with(|state| state.assigned.insert(key.0, vec![asked]));
		local_storage_set(StorageKind::PERSISTENT, TOKEN_KEY, b"s3cret");
		run::<TestChain>();
	});
	assert_eq!(with(|state| state.proved()), [1]);
}
