import { BarController, BarElement, CategoryScale, Chart, LinearScale, type ChartConfiguration } from 'chart.js'
import type { PersonActivity } from '../../api/people.ts'
import { count } from '../../composables/numbers.ts'
import { shortDay } from '../../composables/times.ts'
import { faded, type ChartColors } from '../overview/chartColors.ts'
import { fontFamily } from '../overview/chartPlugins.ts'

Chart.register(BarController, BarElement, CategoryScale, LinearScale)

export interface SignInsShown {
  activity: Pick<PersonActivity, 'days' | 'timeZone'>
  colors: ChartColors
}
type SignIns = Chart<'bar', number[], string>
export type SignInsConfiguration = ChartConfiguration<'bar', number[], string>

const capPx = 1.6
const bar = (data: number[], color: string) => ({
  data,
  backgroundColor: faded(color),
  hoverBackgroundColor: faded(color),
  borderColor: color,
  hoverBorderColor: color,
  borderSkipped: false as const,
  borderWidth: { top: capPx },
  barPercentage: 0.9,
  categoryPercentage: 1,
})

/** Refused ones stand on those that came in. A day without either has no cap. */
const datasetsOf = ({ activity: { days }, colors }: SignInsShown) => [
  bar(
    days.map(({ signIns }) => (signIns === 0 ? Number.NaN : signIns)),
    colors.in,
  ),
  bar(
    days.map(({ failures }) => (failures === 0 ? Number.NaN : failures)),
    colors.refused,
  ),
]

const labelsOf = ({ activity: { days, timeZone } }: SignInsShown): string[] =>
  days.map(({ from }) => shortDay(from, timeZone))

const scalesOf = ({ colors }: SignInsShown) => {
  const ticks = { color: colors.text, font: { family: fontFamily, size: 11 } }
  return {
    x: {
      stacked: true,
      grid: { display: false },
      border: { display: false },
      ticks: { ...ticks, maxRotation: 0, autoSkipPadding: 16 },
    },
    y: {
      stacked: true,
      beginAtZero: true,
      suggestedMax: 4,
      border: { display: false },
      grid: { color: colors.grid, drawTicks: false },
      ticks: {
        ...ticks,
        padding: 6,
        precision: 0,
        maxTicksLimit: 5,
        callback: (value: number | string) => count(Number(value)),
      },
    },
  }
}

export const signInsConfiguration = (
  shown: SignInsShown,
  onPoint: (day: number | null) => void,
): SignInsConfiguration => ({
  type: 'bar',
  data: { labels: labelsOf(shown), datasets: datasetsOf(shown) },
  options: {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    layout: { padding: { top: 8 } },
    interaction: { mode: 'index', intersect: false, axis: 'x' },
    scales: scalesOf(shown),
    onHover: (_event, elements) => onPoint(elements[0]?.index ?? null),
  },
})

export const openSignInsChart = (canvas: HTMLCanvasElement, configuration: SignInsConfiguration): SignIns =>
  new Chart(canvas, configuration)

/** Updates a drawn chart, without animation. */
export const updateSignInsChart = (chart: SignIns, shown: SignInsShown): void => {
  chart.data = { labels: labelsOf(shown), datasets: datasetsOf(shown) }
  chart.options.scales = scalesOf(shown)
  chart.update('none')
}
