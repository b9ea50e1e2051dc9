import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import App from './App.vue'
import { basePath } from './basePath.ts'
import { connect } from './connect.ts'
import { connectionsKey } from './connections.ts'
import { rolesMay } from '#events/permissions.ts'
import { missedPageKey, watchMissedPages } from './missedPage.ts'
import { fetchAhead } from './pages.ts'
import { createDashboardRouter } from './router.ts'
import './theme/theme.css'

const connections = connect()
const app = createApp(App)
app.provide(connectionsKey, connections)
app.use(createPinia())
const router = createDashboardRouter(connections.access)
app.use(router)
const missed = watchMissedPages({
  router,
  answers: () =>
    fetch(`${basePath()}/livez`, { cache: 'no-store' }).then(
      ({ ok }) => ok,
      () => false,
    ),
  beginAnew: (path) => window.location.assign(path),
})
app.provide(missedPageKey, missed)
window.addEventListener('vite:preloadError', (event) => {
  // Without this Vite throws the error of the part that could not be loaded.
  event.preventDefault()
  void missed.partMissing()
})
app.mount('#app')
const roles = () =>
  connections.access.state.value.kind === 'signedIn' ? connections.access.state.value.grant.user.roles : []
await router.isReady()
watch(roles, (now) => void fetchAhead((permission) => rolesMay(now, permission)), { immediate: true })
