import { counted } from '../counted.ts'
import type { Words } from '../en.ts'

export const overview: Words['overview'] = {
  heading: 'نظرة عامة',
  lastDays: counted('ar', {
    one: 'آخر يوم',
    two: 'آخر يومين',
    few: 'آخر # أيام',
    many: 'آخر # يومًا',
    other: 'آخر # يوم',
  }),
  period: 'الفترة',
  happened: 'ما حدث',
  needsYou: 'ما يحتاج إليك',
  nothingForYou: 'اختر صفحة من القائمة.',
  nothingNeedsYou: 'لا شيء يحتاج إليك الآن.',
  enrolments: 'التسجيلات',
  completions: 'الدورات المكتملة',
  invited: 'المدعوون',
  accepted: 'المنضمون',
  failedDeliveries: counted('ar', {
    one: 'تم التخلي عن حدث واحد لخطاف ويب',
    two: 'تم التخلي عن حدثين لخطاطيف الويب',
    few: 'تم التخلي عن # أحداث لخطاطيف الويب',
    many: 'تم التخلي عن # حدثًا لخطاطيف الويب',
    other: 'تم التخلي عن # حدث لخطاطيف الويب',
  }),
  mailsGivenUp: counted('ar', {
    one: 'تم التخلي عن رسالة واحدة',
    two: 'تم التخلي عن رسالتين',
    few: 'تم التخلي عن # رسائل',
    other: 'تم التخلي عن # رسالة',
  }),
  peopleWithoutInvitation: counted('ar', {
    one: 'شخص واحد لم يُدعَ قط',
    two: 'شخصان لم يُدعيا قط',
    few: '# أشخاص لم يُدعوا قط',
    many: '# شخصًا لم يُدعوا قط',
    other: '# شخص لم يُدعوا قط',
  }),
  topicsWithoutManager: counted('ar', {
    one: 'موضوع مقيّد واحد بلا مدير',
    two: 'موضوعان مقيّدان بلا مدير',
    few: '# مواضيع مقيّدة بلا مدير',
    many: '# موضوعًا مقيّدًا بلا مدير',
    other: '# موضوع مقيّد بلا مدير',
  }),
  chart: 'التسجيلات والدورات المكتملة حسب اليوم',
  chartSays: (enrolments, completions, days) =>
    `${enrolments} من التسجيلات و${completions} من الدورات المكتملة خلال ${days} من الأيام.`,
  showTable: 'عرض كجدول',
  showChart: 'عرض كرسم بياني',
  day: 'اليوم',
}
