import { counted } from '../counted.ts'
import type { Words } from '../en.ts'

const people = {
  zero: 'لا أشخاص',
  one: 'شخص واحد',
  two: 'شخصان',
  few: '# أشخاص',
  many: '# شخصًا',
  other: '# شخص',
}

export const groups: Words['groups'] = {
  heading: 'المجموعات',
  things: 'المجموعات',
  create: 'مجموعة جديدة',
  createAct: 'إنشاء المجموعة',
  created: (name) => `أُنشئت ${name}.`,
  edit: 'تعديل',
  editHeading: (name) => `تعديل ${name}`,
  saved: (name) => `حُفظت ${name}.`,
  delete: 'حذف',
  deleteHeading: (name) => `هل تُحذف ${name}؟`,
  deleted: (name) => `حُذفت ${name}.`,
  effects: {
    peopleTakenOut: counted('ar', {
      one: 'يخرج منها شخص واحد',
      two: 'يخرج منها شخصان',
      few: 'يخرج منها # أشخاص',
      many: 'يخرج منها # شخصًا',
      other: 'يخرج منها # شخص',
    }),
  },
  people: counted('ar', people),
  person: 'شخص',
  add: 'إضافة شخص',
  added: (person, group) => `أُضيف ${person} إلى ${group}.`,
  remove: (person) => `إخراج ${person}`,
  removed: (person, group) => `أُخرج ${person} من ${group}.`,
  nobody: 'لا أحد في هذه المجموعة.',
  emptyHeading: 'لا توجد مجموعات بعد',
  emptyText:
    'تجمع المجموعة أشخاصًا يتعلمون أو يعملون معًا. يمكنها أن تمنحهم أدوارًا، وأن ترى دورات لا يراها غيرها، وأن ترعى موضوعات.',
  fields: {
    name: 'الاسم',
    code: 'الرمز',
    codeHint: 'مفتاح من اختيارك للملفات والبرامج. يبقى كما هو عند تغيير اسم المجموعة.',
    description: 'الوصف',
    size: 'الأشخاص',
    roles: 'الأدوار',
    rolesOfAll: 'أدوار جميع أعضائها',
  },
  tabs: { label: 'عن هذه المجموعة', about: 'معلومات', people: 'الأشخاص' },
}
