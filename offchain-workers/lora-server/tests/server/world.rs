// SPDX-License-Identifier: Apache-2.0
//! A node, a server with a store of its own, and what tests do with them.

use crate::{
	client::Http,
	node::{Node, Records},
};
use codec::Encode;
use openledger_lora_server::{
	jobs::Jobs,
	server::{Server, ServerOptions},
	sources::Reach,
};
use openledger_primitives::{
	accumulator::{Leaves, SnapshotLeaf, WithdrawalLeaf},
	commitment::ContentCommitment,
	ids::{ArtifactId, ContributionId, DatanetId, RequestId, SnapshotId},
	jobs::{
		evaluation_job_id, job_id, judgement_job_id, verification_job_id, Evaluation, JobInput,
		JobRequest, JobState, JobStatus, PublishedAnswer, Task, Training, Verification,
		WIRE_VERSION,
	},
	licence::Licence,
	merkle::Domain,
	records::{
		ArtifactKind, ArtifactRecord, ArtifactStatus, ContributionRecord, CurationPolicy, DataKind,
		DatanetRecord, RoyaltyTerms, Visibility,
	},
	traits::SnapshotInfo,
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{AccountId32, Perbill},
};
use serde_json::json;
use std::{path::Path, time::Duration};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle, time};

pub const GENESIS: H256 = H256::repeat_byte(0x11);
/// The base model's number on chain.
pub const BASE: ArtifactId = ArtifactId(0);

/// A server that runs.
pub struct Running {
	pub http: Http,
	pub jobs: Jobs,
	stop: oneshot::Sender<()>,
	serving: JoinHandle<()>,
}

impl Running {
	pub async fn start(options: ServerOptions) -> Self {
		let server = Server::start(options).await.unwrap();
		let http = Http::new(server.address());
		let jobs = server.jobs().clone();
		let (stop, stopped) = oneshot::channel();
		let serving = tokio::spawn(server.run(async {
			let _ = stopped.await;
		}));
		Self { http, jobs, stop, serving }
	}

	pub async fn stop(self) {
		self.stop.send(()).unwrap();
		self.serving.await.unwrap();
	}
}

/// A node with this server's base model registered, and a server.
pub struct World {
	pub node: Node,
	pub store: TempDir,
	pub server: Running,
}

impl World {
	pub async fn new() -> Self {
		Self::with(|_| {}).await
	}

	/// A world with other options than the default ones.
	pub async fn with(change: impl FnOnce(&mut ServerOptions)) -> Self {
		let node = Node::start(Records { genesis: GENESIS, ..Records::default() }).await;
		let store = TempDir::new().unwrap();
		let mut options = options(store.path(), node.url());
		change(&mut options);
		let server = Running::start(options).await;
		let world = Self { node, store, server };
		world.register_base().await;
		world
	}

	pub fn http(&self) -> &Http {
		&self.server.http
	}

	/// Stops the server and starts another one with the same store.
	pub async fn restart(self) -> Self {
		self.restart_with(|_| {}).await
	}

	/// The same, with other options than the default ones.
	pub async fn restart_with(self, change: impl FnOnce(&mut ServerOptions)) -> Self {
		let (node, store) = self.stop().await;
		Self::start(node, store, change).await
	}

	/// Stops the server, and leaves what it is started again with.
	pub async fn stop(self) -> (Node, TempDir) {
		self.server.stop().await;
		(self.node, self.store)
	}

	/// Starts a server with this store.
	pub async fn start(
		node: Node,
		store: TempDir,
		change: impl FnOnce(&mut ServerOptions),
	) -> Self {
		let mut options = options(store.path(), node.url());
		change(&mut options);
		let server = Running::start(options).await;
		Self { node, store, server }
	}

	async fn register_base(&self) {
		let base = self.http().get("/v1/base").await;
		// A server with a token does not tell; its tests need no artifact.
		if base.status.is_success() {
			let commitment = serde_json::from_value(base.json()["commitment"].clone()).unwrap();
			self.register(artifact(BASE, ArtifactKind::BaseModel, commitment));
		}
	}

	pub fn register(&self, record: ArtifactRecord<AccountId32>) {
		self.node.records.lock().unwrap().artifacts.insert(record.id, record);
	}

	/// Has the chain say this of a Datanet.
	pub fn open_datanet(&self, id: DatanetId, visibility: Visibility, latest: Option<SnapshotId>) {
		let record = datanet_record(visibility, latest);
		self.node.records.lock().unwrap().datanets.insert(id, record);
	}

	/// Uploads documents, one contribution each, and takes a snapshot of them.
	pub async fn snapshot(&self, id: SnapshotId, documents: &[(ContributionId, &[&str])]) {
		let mut records = Vec::new();
		for (contribution, documents) in documents {
			let body = json!({ "documents": documents });
			let content = self.http().post("/v1/contributions", &body).await.ok();
			let content = serde_json::from_value(content).unwrap();
			records.push(contribution_record(*contribution, content));
		}
		self.take_snapshot(id, records);
	}

	/// Takes a snapshot of what was accepted and not taken down.
	pub fn take_snapshot(&self, id: SnapshotId, records: Vec<ContributionRecord<AccountId32>>) {
		self.claim_snapshot(id, snapshot_info(&records), records);
	}

	/// Has the node say this of a snapshot, true or not.
	pub fn claim_snapshot(
		&self,
		id: SnapshotId,
		info: SnapshotInfo,
		records: Vec<ContributionRecord<AccountId32>>,
	) {
		self.node.records.lock().unwrap().snapshots.insert(id, (info, records));
	}

	pub async fn post(&self, request: &JobRequest) -> JobState {
		let body = serde_json::to_value(request).unwrap();
		status(self.http().post("/v1/jobs", &body).await.ok(), request.job_id)
	}

	pub async fn state(&self, id: H256) -> JobState {
		status(self.http().get(&format!("/v1/jobs/{id:?}")).await.ok(), id)
	}

	/// Posts a job and waits for its end.
	pub async fn run(&self, request: &JobRequest) -> JobState {
		self.post(request).await;
		self.ended(request.job_id).await
	}

	/// Waits for the end of a job.
	pub async fn ended(&self, id: H256) -> JobState {
		let waiting = async {
			loop {
				match self.state(id).await {
					JobState::Queued | JobState::Running => {
						time::sleep(Duration::from_millis(20)).await;
					},
					state => return state,
				}
			}
		};
		time::timeout(Duration::from_secs(120), waiting).await.expect("the job ends")
	}
}

fn status(body: serde_json::Value, id: H256) -> JobState {
	let status: JobStatus = serde_json::from_value(body).unwrap();
	assert_eq!((status.version, status.job_id), (WIRE_VERSION, id));
	status.state
}

pub fn options(store: &Path, node: String) -> ServerOptions {
	let listen = "127.0.0.1:0".parse().unwrap();
	// Servers of tests are all on this machine.
	ServerOptions { fetch: Reach::All, ..ServerOptions::new(listen, store.into(), node) }
}

pub fn artifact(
	id: ArtifactId,
	kind: ArtifactKind,
	manifest: ContentCommitment,
) -> ArtifactRecord<AccountId32> {
	ArtifactRecord {
		id,
		kind,
		status: ArtifactStatus::Active,
		owner: AccountId32::new([7; 32]),
		base: Some(BASE),
		name: b"an artifact".to_vec(),
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

pub fn contribution_record(
	id: ContributionId,
	content: ContentCommitment,
) -> ContributionRecord<AccountId32> {
	let contributor = AccountId32::new([9; 32]);
	ContributionRecord { id, contributor, content, uri: Vec::new(), withdrawn: None }
}

fn datanet_record(
	visibility: Visibility,
	latest_snapshot: Option<SnapshotId>,
) -> DatanetRecord<AccountId32> {
	DatanetRecord {
		owner: AccountId32::new([7; 32]),
		offered_to: None,
		name: b"birds".to_vec(),
		summary: Vec::new(),
		uri: Vec::new(),
		tags: Vec::new(),
		kind: DataKind::Text,
		licence: Licence::default(),
		visibility,
		policy: CurationPolicy::Owner,
		entry_price: None,
		curators_cut: Perbill::zero(),
		retired: false,
		created_at: 1,
		accepted: 1,
		withdrawn: 0,
		bytes: 1,
		snapshots: latest_snapshot.is_some().into(),
		latest_snapshot,
	}
}

/// What the chain says of a snapshot of these.
pub fn snapshot_info(records: &[ContributionRecord<AccountId32>]) -> SnapshotInfo {
	let accepted = records.iter().map(|record| {
		let contributor = &record.contributor;
		SnapshotLeaf { contribution: record.id, content: record.content, contributor }.encode()
	});
	let mut withdrawn = (0..)
		.zip(records)
		.filter_map(|(index, record)| {
			Some((record.withdrawn?, WithdrawalLeaf { contribution: record.id, index }))
		})
		.collect::<Vec<_>>();
	withdrawn.sort_by_key(|(place, _)| *place);
	let included = records.iter().filter(|record| record.withdrawn.is_none());
	SnapshotInfo {
		datanet: DatanetId(0),
		root: Leaves::new(Domain::Snapshot, accepted).unwrap().root(),
		accepted: u32::try_from(records.len()).unwrap(),
		withdrawn: u32::try_from(withdrawn.len()).unwrap(),
		withdrawn_root: Leaves::new(
			Domain::Withdrawal,
			withdrawn.iter().map(|(_, leaf)| leaf.encode()),
		)
		.unwrap()
		.root(),
		length: included.map(|record| u64::from(record.content.length)).sum(),
	}
}

/// The job that asks `artifact` a question, as the off-chain worker posts it.
pub fn question(request: RequestId, artifact: ArtifactId, question: &str) -> JobRequest {
	JobRequest {
		version: WIRE_VERSION,
		job_id: job_id(&GENESIS, request),
		task: Task::Inference {
			request,
			artifact,
			input: JobInput::Text(question.into()),
			input_commitment: ContentCommitment::of_document(question).unwrap(),
			max_output_tokens: 32,
			min_words: 6,
		},
		deadline: 1000,
	}
}

/// The job of a training.
pub fn training_job(training: Training) -> JobRequest {
	JobRequest {
		version: WIRE_VERSION,
		job_id: openledger_primitives::jobs::training_job_id(&GENESIS, &training),
		task: Task::Training(training),
		deadline: 1000,
	}
}

/// The job of an evaluation.
pub fn evaluation_job(evaluation: Evaluation) -> JobRequest {
	JobRequest {
		version: WIRE_VERSION,
		job_id: evaluation_job_id(&GENESIS, &evaluation),
		task: Task::Evaluation(evaluation),
		deadline: 1000,
	}
}

/// The job of a verification.
pub fn verification_job(verification: Verification) -> JobRequest {
	JobRequest {
		version: WIRE_VERSION,
		job_id: verification_job_id(&GENESIS, &verification),
		task: Task::Verification(verification),
		deadline: 1000,
	}
}

/// The job of a judgement.
pub fn judgement_job(published: PublishedAnswer) -> JobRequest {
	JobRequest {
		version: WIRE_VERSION,
		job_id: judgement_job_id(&GENESIS, published.request, &published.output),
		task: Task::Judgement(published),
		deadline: 1000,
	}
}

/// Why and how a job failed.
pub fn failure(state: JobState) -> (String, bool) {
	match state {
		JobState::Failed { reason, retryable } => (reason, retryable),
		state => panic!("the job has not failed: {state:?}"),
	}
}
