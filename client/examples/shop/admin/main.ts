// The back office: Vue, with the refresh token in a cookie that no script can read.
import { createSessionClient } from 'rollcall-client'
import { guardRoutes, rollcall } from 'rollcall-client/vue'
import { createApp } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { tenant } from '../tenant.ts'
import AccountPage from './AccountPage.vue'
import BackOffice from './BackOffice.vue'
import OrdersPage from './OrdersPage.vue'
import SignInPage from './SignInPage.vue'

const client = createSessionClient({ baseUrl: '', tenant, client: 'shop-admin' })
const router = createRouter({
  history: createWebHistory('/admin/'),
  routes: [
    { path: '/', component: OrdersPage },
    { path: '/account', component: AccountPage },
    { path: '/sign-in', name: 'sign-in', component: SignInPage },
  ],
})
guardRoutes(router, client, { signIn: { name: 'sign-in' } })
createApp(BackOffice).use(router).use(rollcall(client)).mount('#app')
