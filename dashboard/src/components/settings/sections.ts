import {
  Bell,
  CalendarClock,
  CircleUserRound,
  Fingerprint,
  KeyRound,
  Mail,
  MonitorSmartphone,
  Scale,
  ScrollText,
  ShieldCheck,
  type LucideIcon,
} from '@lucide/vue'

export const settingsSections = [
  'profile',
  'email',
  'password',
  'factors',
  'sessions',
  'log',
  'activity',
  'notices',
  'display',
  'rules',
] as const
export type SettingsSection = (typeof settingsSections)[number]

export const sectionTitles: Readonly<Record<SettingsSection, string>> = {
  profile: 'Profile',
  email: 'E-mail',
  password: 'Password',
  factors: 'Second factor',
  sessions: 'Sessions',
  log: 'Session log',
  activity: 'Security activity',
  notices: 'Notices',
  display: 'Times and look',
  rules: 'Rules',
}

export const sectionIcons: Readonly<Record<SettingsSection, LucideIcon>> = {
  profile: CircleUserRound,
  email: Mail,
  password: KeyRound,
  factors: Fingerprint,
  sessions: MonitorSmartphone,
  log: ScrollText,
  activity: ShieldCheck,
  notices: Bell,
  display: CalendarClock,
  rules: Scale,
}
