import { describe, expect, it } from 'vitest'
import NameCard from '../../../dashboard/src/components/tenants/NameCard.vue'
import { dashboardPage } from '../dashboardPage.ts'

const noBound = { soft: null, hard: null }
const tenant = {
  id: '0190f3c8-0000-7000-8000-000000000001',
  slug: 'globex',
  name: 'Globex',
  simulated: false,
  registeredAt: '2026-11-21T05:00:00.000Z',
  suspendedAt: null,
  quotas: { people: noBound, liveSessions: noBound, eventsPerDay: noBound },
  use: { people: 1, liveSessions: 0, eventsPerDay: 3 },
}

describe('the name of a tenant', () => {
  it('is changed by an operator, when another one is typed', async () => {
    const changed = { ...tenant, name: 'Globex AG' }
    const page = dashboardPage({ answers: () => ({ tenant: changed, hasAdmin: true }), roles: ['operator'] })
    const card = await page.show(NameCard, { tenant })
    await card.find('form').trigger('submit')
    expect(page.asked).toEqual([])
    await card.find('input').setValue('Globex AG')
    await card.find('form').trigger('submit')
    await page.drawn()
    expect(page.asked).toMatchObject([
      { method: 'PATCH', path: `/v1/tenants/${tenant.id}`, body: { name: 'Globex AG' } },
    ])
    expect(card.emitted('changed')).toEqual([[changed]])
  })
})
