import {
  AppWindow,
  Building2,
  CircleUserRound,
  Gauge,
  MonitorSmartphone,
  PlugZap,
  ScrollText,
  Server,
  Settings,
  ShieldBan,
  SlidersHorizontal,
  UsersRound,
  type LucideIcon,
} from '@lucide/vue'

export interface Destination {
  name:
    | 'overview'
    | 'sessions'
    | 'log'
    | 'containment'
    | 'connections'
    | 'people'
    | 'policies'
    | 'applications'
    | 'tenants'
    | 'system'
    | 'me'
    | 'settings'
  title: string
  icon: LucideIcon
  /** Goes there after `g`. */
  key: string
}

export interface Section {
  title: string
  destinations: Destination[]
}

const overview: Destination = { name: 'overview', title: 'Overview', icon: Gauge, key: 'o' }
const sessions: Destination = { name: 'sessions', title: 'Sessions', icon: MonitorSmartphone, key: 's' }
const connections: Destination = { name: 'connections', title: 'Connections', icon: PlugZap, key: 'c' }
const containment: Destination = { name: 'containment', title: 'Containment', icon: ShieldBan, key: 'h' }
const people: Destination = { name: 'people', title: 'People', icon: UsersRound, key: 'u' }
const log: Destination = { name: 'log', title: 'Log', icon: ScrollText, key: 'l' }
const policies: Destination = { name: 'policies', title: 'Policies', icon: SlidersHorizontal, key: 'i' }
const applications: Destination = { name: 'applications', title: 'Applications', icon: AppWindow, key: 'p' }
const tenants: Destination = { name: 'tenants', title: 'Tenants', icon: Building2, key: 't' }
const system: Destination = { name: 'system', title: 'System', icon: Server, key: 'y' }
const settings: Destination = { name: 'settings', title: 'Settings', icon: Settings, key: ',' }
const me: Destination = { name: 'me', title: 'My sessions', icon: CircleUserRound, key: 'm' }

/** The pages that a person may open. */
export const sectionsFor = (may: { watch: boolean; manageApplications: boolean; operate: boolean }): Section[] => {
  const managed = [...(may.watch ? [policies] : []), ...(may.manageApplications ? [applications] : [])]
  return [
    ...(may.watch
      ? [{ title: 'Watch', destinations: [overview, sessions, people, log, containment, connections] }]
      : []),
    ...(managed.length > 0 ? [{ title: 'Manage', destinations: managed }] : []),
    ...(may.operate ? [{ title: 'Operate', destinations: [tenants, system] }] : []),
    { title: 'You', destinations: [me, settings] },
  ]
}
