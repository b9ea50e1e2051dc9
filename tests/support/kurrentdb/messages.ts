import gossipServices from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import gossipMessages from '@eventstore/db-client/generated/gossip_pb.js'
import featureServices from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import featureMessages from '@eventstore/db-client/generated/serverfeatures_pb.js'
import sharedMessages from '@eventstore/db-client/generated/shared_pb.js'
import statusMessages from '@eventstore/db-client/generated/status_pb.js'
import streamServices from '@eventstore/db-client/generated/streams_grpc_pb.js'
import streamMessages from '@eventstore/db-client/generated/streams_pb.js'

// The client's own generated messages: the double and the client cannot disagree about a field.
export const { AppendReq, AppendResp, BatchAppendReq, BatchAppendResp, DeleteReq, DeleteResp, ReadReq, ReadResp } =
  streamMessages
export const { TombstoneReq, TombstoneResp } = streamMessages
export const { StreamsService, StreamsClient } = streamServices
export const { Empty, StreamIdentifier, UUID, AllStreamPosition } = sharedMessages
export const { WrongExpectedVersion, StreamDeleted, MaximumAppendSizeExceeded, BadRequest, Timeout } = sharedMessages
export const { Status } = statusMessages
export const { GossipService, GossipClient } = gossipServices
export const { ClusterInfo, EndPoint, MemberInfo } = gossipMessages
export const { ServerFeaturesService, ServerFeaturesClient } = featureServices
export const { SupportedMethod, SupportedMethods } = featureMessages
export type { streamMessages, sharedMessages }
