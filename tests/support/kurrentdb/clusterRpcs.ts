import { readFileSync } from 'node:fs'
import type { handleUnaryCall } from '@grpc/grpc-js'
import type { Behaviour } from './behaviour.ts'
import { ClusterInfo, type Empty, EndPoint, MemberInfo, SupportedMethod, SupportedMethods, UUID } from './messages.ts'

type None = InstanceType<typeof Empty>
interface Method {
  methodName: string
  serviceName: string
  featuresList?: string[]
}

const recorded = JSON.parse(readFileSync(new URL('supportedMethods.json', import.meta.url), 'utf8')) as Method[]

/** What the client asks first: which calls this server knows. The list is a real server's. */
export const supportedMethods =
  (behaviour: Behaviour): handleUnaryCall<None, InstanceType<typeof SupportedMethods>> =>
  (_, callback) => {
    const methods = recorded.map(({ methodName, serviceName, featuresList = [] }) =>
      new SupportedMethod().setMethodName(methodName).setServiceName(serviceName).setFeaturesList(featuresList),
    )
    callback(null, new SupportedMethods().setMethodsList(methods).setEventStoreServerVersion(behaviour.version))
  }

/** As the client's enum has them. */
const [follower, leader] = [6, 8] as const

/** Who is in the cluster: this node, and the leader where that is another one. */
export const gossip =
  (behaviour: Behaviour, port: () => number): handleUnaryCall<None, InstanceType<typeof ClusterInfo>> =>
  (_, callback) => {
    const member = (state: typeof follower | typeof leader, host: string, memberPort: number, low: string) =>
      new MemberInfo()
        .setInstanceId(
          new UUID().setStructured(
            new UUID.Structured().setMostSignificantBits('5432385725110373825').setLeastSignificantBits(low),
          ),
        )
        .setTimeStamp(`${Date.now() * 10_000}`)
        .setState(state)
        .setIsAlive(true)
        .setHttpEndPoint(new EndPoint().setAddress(host).setPort(memberPort))
    const other = behaviour.leader
    const members = [member(other === null ? leader : follower, '127.0.0.1', port(), '-6170132670588989844')]
    if (other !== null) members.push(member(leader, other.host, other.port, '-6170132670588989845'))
    callback(null, new ClusterInfo().setMembersList(members))
  }
