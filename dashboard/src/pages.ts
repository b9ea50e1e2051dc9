import type { RouteRecordRaw } from 'vue-router'
import type { Permission } from '#events/permissions.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown in the tab and read out on arrival. */
    title: string
    /** Needs nobody signed in. */
    isPublic?: true
    /** Stands alone, without the shell around it. */
    isSolo?: true
    /** What it takes to open it; absent: to be signed in. */
    may?: Permission
  }
}

const signIn = () => import('./views/SignInView.vue')
const signedOut = () => import('./views/SignedOutView.vue')
/** Pages shown when a session is lost. They are fetched ahead, because the server may not answer then. */
const waysOut = [signIn, signedOut]

/** The earlier version that an address asks for. */
const versionAsked = (text: unknown): number | null =>
  typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : null

export const pages: RouteRecordRaw[] = [
  { path: '/', name: 'home', meta: { title: 'Rollcall' }, component: () => import('./views/NotFoundView.vue') },
  {
    path: '/overview',
    name: 'overview',
    meta: { title: 'Overview', may: 'watch' },
    component: () => import('./views/OverviewView.vue'),
  },
  {
    path: '/sessions',
    name: 'sessions',
    meta: { title: 'Sessions', may: 'watch' },
    component: () => import('./views/SessionsView.vue'),
  },
  {
    path: '/sessions/:sessionId',
    name: 'session',
    meta: { title: 'Session', may: 'watch' },
    component: () => import('./views/SessionView.vue'),
    props: true,
  },
  {
    path: '/log',
    name: 'log',
    meta: { title: 'Log', may: 'watch' },
    component: () => import('./views/LogView.vue'),
  },
  {
    path: '/connections',
    name: 'connections',
    meta: { title: 'Connections', may: 'watch' },
    component: () => import('./views/ConnectionsView.vue'),
  },
  {
    path: '/containment',
    name: 'containment',
    meta: { title: 'Containment', may: 'watch' },
    component: () => import('./views/ContainmentView.vue'),
  },
  {
    path: '/policies',
    name: 'policies',
    meta: { title: 'Policies', may: 'watch' },
    component: () => import('./views/PoliciesView.vue'),
    props: ({ query }) => ({ version: versionAsked(query['version']) }),
  },
  {
    path: '/people',
    name: 'people',
    meta: { title: 'People', may: 'watch' },
    component: () => import('./views/PeopleView.vue'),
  },
  {
    path: '/people/import',
    name: 'import',
    meta: { title: 'Import', may: 'manage-people' },
    component: () => import('./views/ImportView.vue'),
  },
  {
    path: '/people/:userId',
    name: 'person',
    meta: { title: 'Person', may: 'watch' },
    component: () => import('./views/PersonView.vue'),
    props: true,
  },
  {
    path: '/mails',
    name: 'mails',
    meta: { title: 'Mails', may: 'manage-people' },
    component: () => import('./views/MailsView.vue'),
  },
  {
    path: '/mailbox',
    name: 'mailbox',
    meta: { title: 'Mailbox', may: 'operate' },
    component: () => import('./views/MailboxView.vue'),
  },
  {
    path: '/applications',
    name: 'applications',
    meta: { title: 'Applications', may: 'manage-applications' },
    component: () => import('./views/ApplicationsView.vue'),
  },
  {
    path: '/applications/:applicationId',
    name: 'application',
    meta: { title: 'Application', may: 'manage-applications' },
    component: () => import('./views/ApplicationView.vue'),
    props: true,
  },
  {
    path: '/tenants',
    name: 'tenants',
    meta: { title: 'Tenants', may: 'operate' },
    component: () => import('./views/TenantsView.vue'),
  },
  {
    path: '/tenants/:tenantId',
    name: 'tenant',
    meta: { title: 'Tenant', may: 'operate' },
    component: () => import('./views/TenantView.vue'),
    props: true,
  },
  {
    path: '/system',
    name: 'system',
    meta: { title: 'System', may: 'operate' },
    component: () => import('./views/SystemView.vue'),
  },
  {
    path: '/me',
    name: 'me',
    meta: { title: 'Where you are signed in' },
    component: () => import('./views/MySessionsView.vue'),
  },
  {
    path: '/settings/:section?',
    name: 'settings',
    meta: { title: 'Settings' },
    component: () => import('./views/SettingsView.vue'),
    props: ({ params }) => ({ section: typeof params['section'] === 'string' ? params['section'] : '' }),
  },
  {
    path: '/password',
    name: 'password',
    meta: { title: 'Choose a password', isSolo: true },
    component: () => import('./views/PasswordView.vue'),
  },
  {
    path: '/sign-in',
    name: 'sign-in',
    meta: { title: 'Sign in', isPublic: true, isSolo: true },
    component: signIn,
  },
  {
    path: '/signed-out',
    name: 'signed-out',
    meta: { title: 'You were signed out', isPublic: true, isSolo: true },
    component: signedOut,
  },
  {
    path: '/setup',
    name: 'setup',
    meta: { title: 'Set up Rollcall', isPublic: true, isSolo: true },
    component: () => import('./views/SetupView.vue'),
  },
  {
    path: '/invite',
    name: 'invite',
    meta: { title: 'Accept an invite', isPublic: true, isSolo: true },
    component: () => import('./views/InviteView.vue'),
  },
  {
    path: '/reset',
    name: 'reset',
    meta: { title: 'Choose a new password', isPublic: true, isSolo: true },
    component: () => import('./views/ResetView.vue'),
  },
  {
    path: '/forgot',
    name: 'forgot',
    meta: { title: 'Forgot your password?', isPublic: true, isSolo: true },
    component: () => import('./views/ForgotView.vue'),
  },
  {
    path: '/notice',
    name: 'notice',
    meta: { title: 'Was this you?', isPublic: true, isSolo: true },
    component: () => import('./views/NoticeView.vue'),
  },
  {
    path: '/confirm-email',
    name: 'confirm-email',
    meta: { title: 'Confirm a new address', isPublic: true, isSolo: true },
    component: () => import('./views/ConfirmEmailView.vue'),
  },
  {
    path: '/no-permission',
    name: 'no-permission',
    meta: { title: 'No permission', isSolo: true },
    component: () => import('./views/NoPermissionView.vue'),
  },
  {
    path: '/:path(.*)*',
    name: 'not-found',
    meta: { title: 'Not found', isSolo: true },
    component: () => import('./views/NotFoundView.vue'),
  },
]

/** Fetches what a person may open ahead of asking for it, for then the server may not be there to ask. */
export const fetchAhead = async (may: (permission: Permission) => boolean): Promise<void> => {
  const open = pages.filter(({ meta }) => meta?.may === undefined || may(meta.may))
  const parts = open.flatMap(({ component }) => (typeof component === 'function' ? [component as () => unknown] : []))
  // A part that cannot be fetched now is fetched when its page is opened.
  for (const part of [...waysOut, ...parts]) await Promise.resolve(part()).catch(() => {})
}
