import type { VueWrapper } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import DurationField from '../../../dashboard/src/components/policies/DurationField.vue'
import GateFields from '../../../dashboard/src/components/policies/GateFields.vue'
import PolicyDiff from '../../../dashboard/src/components/policies/PolicyDiff.vue'
import { dashboardPage } from '../dashboardPage.ts'

const page = () => dashboardPage({ answers: () => undefined })

/** A component with a model that is kept, as the page around it keeps it. */
const kept = <Value>(component: object, value: Value, props: Record<string, unknown>) => {
  const model = ref(value)
  const around = defineComponent({
    setup: () => () =>
      h(component, {
        ...props,
        modelValue: model.value,
        'onUpdate:modelValue': (now: Value) => (model.value = now as never),
      }),
  })
  return { around, model }
}

describe('a field for a length of time', () => {
  const props = {
    label: 'Ends after',
    presets: [43_200, 86_400],
    least: 300,
    most: 31_536_000,
    endless: 'Until signed out',
  }

  it('shows seconds in the unit that people would choose, and tells seconds', async () => {
    const { around, model } = kept<number | null>(DurationField, 604_800, props)
    const field = await page().show(around)
    expect(field.find('input').element.value).toBe('7')
    expect(field.find<HTMLSelectElement>('select').element.value).toBe('days')
    await field.find('input').setValue('1.5')
    await field.find('select').setValue('hours')
    expect(model.value).toBe(5_400)
    expect(field.text()).toContain('That is 1 h 30 min.')
  })

  it('takes a usual length at a press, and none at all', async () => {
    const { around, model } = kept<number | null>(DurationField, 604_800, props)
    const field = await page().show(around)
    const button = (words: string) => field.findAll('button').find((one) => one.text() === words)!
    await button('24 h').trigger('click')
    expect(model.value).toBe(86_400)
    expect(field.find('input').element.value).toBe('24')
    await button('Until signed out').trigger('click')
    expect(model.value).toBeNull()
    expect(button('Until signed out').attributes('aria-pressed')).toBe('true')
  })

  it('says what is too short, too long and missing', async () => {
    const { around, model } = kept<number | null>(DurationField, 600, { ...props, endless: '' })
    const field = await page().show(around)
    await field.find('input').setValue('2')
    expect(field.text()).toContain('At least 5 min.')
    await field.find('input').setValue('99999999')
    expect(field.text()).toContain('At most 365 days.')
    await field.find('input').setValue('')
    expect(model.value).toBe(0)
    expect(field.find('input').attributes('aria-invalid')).toBe('true')
  })
})

describe('the fields of where people may come from', () => {
  const gate = { allowed: null, blocked: ['RU'] } as { allowed: string[] | null; blocked: string[] }
  const put = async (field: VueWrapper, label: string, typed: string) => {
    const wanted = field.findAll('label').find((one) => one.text() === label)!
    const input = field.find(`[id="${wanted.attributes('for')}"]`)
    await input.setValue(typed)
    await input.trigger('keydown', { key: 'Enter' })
    return input
  }

  it('take a country by its name, once, and show it by it', async () => {
    const { around, model } = kept(GateFields, gate, { kind: 'countries' })
    const field = await page().show(around)
    expect(field.text()).toContain('Russia')
    await put(field, 'Blocked countries', 'north korea')
    expect(model.value.blocked).toEqual(['RU', 'KP'])
    await put(field, 'Blocked countries', 'KP')
    expect(field.text()).toContain('It is there already.')
    await put(field, 'Blocked countries', 'Atlantis')
    expect(field.text()).toContain('No country is called that.')
    expect(model.value.blocked).toEqual(['RU', 'KP'])
    await field.find('[aria-label="Take Russia out"]').trigger('click')
    expect(model.value.blocked).toEqual(['KP'])
  })

  it('show the normal form of a range before it is put in', async () => {
    const { around, model } = kept(GateFields, { allowed: null, blocked: [] }, { kind: 'ranges' })
    const field = await page().show(around)
    const input = field.find('input')
    await input.setValue('203.0.113.77/24')
    expect(field.text()).toContain('Put in as 203.0.113.0/24')
    await input.trigger('keydown', { key: 'Enter' })
    expect(model.value.blocked).toEqual(['203.0.113.0/24'])
    await input.setValue('the office')
    expect(field.text()).toContain('That is no address and no network.')
  })

  it('let only those in that are named, and no value be in both lists', async () => {
    const { around, model } = kept(GateFields, gate, { kind: 'countries' })
    const field = await page().show(around)
    const [all, some] = field.findAll('.segments button')
    await some?.trigger('click')
    expect(model.value.allowed).toEqual([])
    expect(field.text()).toContain('Name at least one: nobody could sign in.')
    await put(field, 'Allowed countries', 'Germany')
    expect(model.value.allowed).toEqual(['DE'])
    await put(field, 'Allowed countries', 'Russia')
    expect(field.text()).toContain('It is in the other list.')
    await all?.trigger('click')
    expect(model.value.allowed).toBeNull()
    await some?.trigger('click')
    expect(model.value.allowed).toEqual(['DE'])
  })
})

describe('what a change says otherwise', () => {
  it('stands old over new, what was put in and taken out of a list by itself', async () => {
    const lines = [
      { name: 'Unused at most', from: '7 days', to: '1 h' },
      { name: 'Unused at most, admins', from: null, to: '15 min' },
      { name: 'Sessions at once, on phones', from: '1', to: null },
      { name: 'Blocked countries', added: ['Russia'], removed: ['France'] },
    ]
    const diff = await page().show(PolicyDiff, { lines })
    expect(diff.findAll('i').map((one) => one.text())).toEqual(['±', '+', '−', '±'])
    const cells = diff
      .findAll('dd')
      .map((cell) => [cell.find('del'), cell.find('ins')].map((one) => (one.exists() ? one.text() : null)))
    expect(cells).toEqual([
      ['was: 7 days', 'now: 1 h'],
      [null, 'now: 15 min'],
      ['was: 1', null],
      ['taken out: France', 'put in: Russia'],
    ])
  })
})
