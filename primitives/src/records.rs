// SPDX-License-Identifier: Apache-2.0
//! What the chain tells a worker, an auditor or a client about data, models and money: the answers of the
//! runtime APIs, and what artifacts are registered with. Their SCALE encoding is read by the LoRA server,
//! which checks all bytes that it fetches against the commitments in here.

mod agents;
mod answers;
mod bonds;
mod challenges;
mod channels;
mod committees;
mod curation;
mod datanets;
mod factory;
mod models;
mod receipts;
mod royalties;
mod staking;

pub use agents::{
	AgentRecord, AgentTag, AgentUri, ControllerRecord, Endpoint, EndpointProtocol, Endpoints,
	FeedbackRecord, FeedbackTags, Rating, ServiceRecord, ServiceUnit, TaskDelivery, TaskOutcome,
	TaskRecord, TaskStage, TaskValidator, ValidationRecord, ValidationResponse, MAX_AGENT_TAG_LEN,
	MAX_ENDPOINTS, MAX_FEEDBACK_TAGS, MAX_SCORE,
};
pub use answers::{
	answer_key, AnswerLineage, AnswerRecord, AnswerVerdict, AnswerView, ArtifactRank,
	AttributedAnswer, AttributionPage, ContributionNode, ContributionRank, Leaderboard, Members,
	Mode, Question, RecordsRoot, RequestStage, RequestView, Uri, WorkerPage, WorkerView,
	MAX_COMMITTEE, MIN_COMMITTEE,
};
pub use bonds::{BondRecord, CoolingRecord, SlashRecord};
pub use challenges::ChallengeRecord;
pub use channels::ChannelRecord;
pub use committees::{CommitteeView, Duty, DutyStep, ReviewView, SeatStage, SeatView};
pub use curation::{BallotOutcome, BallotRecord, BallotStage, BallotTally, CuratorRecord};
pub use datanets::{
	AccessRecord, ContributionKind, ContributionRecord, ContributionStatus, ContributionView,
	CurationPolicy, DataKind, DatanetRecord, GrantRecord, Reputation, RequestRecord,
	SnapshotRecord, TakedownPage, Visibility,
};
pub use factory::{
	AdapterTerms, Condition, Delivery, Dependency, EvaluateSpec, Failure, HyperParameters,
	JobRecord, JobStage, Metric, ModuleNames, Progress, Publish, RegisterSpec, Subject, TrainSpec,
	Training, Work, MAX_ADAPTER_PARENTS, MAX_BATCH_SIZE, MAX_EPOCHS, MAX_METRICS, MAX_MODULE_LEN,
	MAX_RANK, MAX_TARGET_MODULES,
};
pub use models::{
	ArtifactKind, ArtifactNode, ArtifactRecord, ArtifactStatus, Credit, CreditRole, EdgeRole,
	Evaluation, EvaluationRecord, NewArtifact, NewParent, ParentRecord, RoyaltyTerms, Snapshots,
	MAX_CREDITS, MAX_METRIC_LEN, MAX_NAME_LEN, MAX_PARENTS, MAX_URI_LEN,
};
pub use receipts::{BatchRecord, DemandRecord, ReceiptsAccountRecord, ReceiptsTerms};
pub use royalties::{DistributionRecord, Earnings};
pub use staking::{EraRecord, StakeKind, StakeRecord, UnbondingRecord};
