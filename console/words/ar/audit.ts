import type { Words } from '../en.ts'

export const audit: Words['audit'] = {
  heading: 'التدقيق',
  things: 'القيود',
  what: 'ماذا',
  who: 'من',
  door: 'المدخل',
  action: 'الفعل',
  subject: 'النوع',
  subjectId: 'معرِّف الشيء',
  at: 'متى',
  itself: 'الأكاديمية نفسها',
  before: 'قبل',
  after: 'بعد',
  value: 'القيمة',
  open: 'اذهب إليه',
  emptyHeading: 'لا شيء بعد',
  emptyText: 'كل ما يغيره أي شخص مدوَّن هنا: من ومتى وبأي مدخل ومن ماذا إلى ماذا.',
  credential: 'بالمفتاح',
  requestId: 'معرِّف الطلب',
}
