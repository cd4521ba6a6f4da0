import type { Fault } from './catalogue.ts'
import { listed, quoted, type Sentences } from './sentences-of-language.ts'

export const arabic: Sentences = {
  problems: {
    malformed_body: () => 'محتوى الطلب ليس JSON بترميز UTF-8. أرسل كائن JSON.',
    malformed_request: () => 'تعذّرت قراءة عنوان الطلب أو ترويساته.',
    invalid_parameters: () => 'بعض معاملات العنوان غير صالحة. انظر errors.',
    invalid_header: (header) => `الترويسة ${header ?? ''} غير صالحة. انظر errors.`,
    changes_gone: () =>
      'تغييرات بعد هذا المؤشر كانت قديمة وحُذفت. خذ نسخة جديدة من كل شيء، بدءًا بـ GET /changes/end.',
    cursor_mismatch: () => 'يخصّ هذا المؤشر قائمة بمرشّحات أخرى أو بترتيب آخر. ابدأ من جديد من دون مؤشر.',
    unauthenticated: () => 'أرسل رمز وصول شخصيًا بالشكل ‏"Authorization: Bearer qdp_…"‏، أو سجّل الدخول.',
    token_missing: () => 'أرسل الرمز الوارد من GET /me في X-Quadrivium-Token من إحدى صفحات هذا الخادم.',
    scope_missing: (scope) => `يتطلب هذا رمزًا ضمن النطاق ${scope ?? ''}. أنشئ رمزًا به.`,
    confirmation_needed: () => 'أكّد كلمة المرور عبر POST /me/confirm. يسري التأكيد 15 دقيقة.',
    session_needed: () => 'يتطلب هذا متصفحًا مسجَّل الدخول، ولا يكفي رمز الوصول.',
    forbidden: () => 'أدوارك لا تسمح بهذا. راجع أحد مديري الأكاديمية.',
    not_found: () => 'هذا العنصر غير موجود. ربما حُذف.',
    no_such_path: () => 'لا شيء عند هذا المسار. تجد كل المسارات في /docs.',
    method_not_allowed: (methods) => `لا يقبل هذا المسار إلا ${methods ?? 'طرقًا أخرى'}.`,
    conflict: () => 'هذا غير ممكن في الحالة الراهنة. انظر errors.',
    taken: () => 'هذه القيمة مستخدَمة. اختر قيمة أخرى.',
    name_taken: (name) => `الاسم${named(name)} مستخدَم. اختر اسمًا آخر.`,
    code_taken: (code) => `الرمز${named(code)} مستخدَم. اختر رمزًا آخر.`,
    email_taken: (email) => `عنوان البريد الإلكتروني${named(email)} يخصّ شخصًا آخر.`,
    username_taken: (name) => `اسم المستخدم${named(name)} مستخدَم. اختر اسمًا آخر.`,
    external_id_taken: (id) => `المعرّف الخارجي${named(id)} يخصّ شخصًا آخر.`,
    external_id_ambiguous: (id) =>
      `لعدة أشخاص المعرّف الخارجي${named(id)}. حدّد الشخص المقصود بواسطة id أو guid.`,
    idempotency_key_in_use: () =>
      'ما زال الطلب الأول بمفتاح Idempotency-Key هذا قيد التنفيذ. أعد المحاولة بعد قليل.',
    changed_meanwhile: () =>
      'تغيّر العنصر منذ أن قرأته. يعرض "current" حالته الآن: راجعها ثم أرسل تعديلك من جديد.',
    body_too_large: (limit) =>
      `محتوى الطلب ${limit === undefined ? 'كبير جدًا' : `أكبر من ${limit}`}. قسّمه على عدة طلبات.`,
    unsupported_media_type: (types) => `أرسل المحتوى بصيغة ${types ?? 'application/json وترميز UTF-8'}.`,
    invalid: () => 'بعض القيم غير صالحة. انظر errors.',
    backups_elsewhere: () =>
      'البيانات في PostgreSQL: انسخها احتياطيًا باستخدام `pg_dump -Fc` واستعدها باستخدام `pg_restore`.',
    mail_not_set_up: () => 'لم يُضبط خادم بريد. عيّن QUADRIVIUM_SMTP_URL ثم أعد تشغيل الخادم.',
    unreadable_file: (why) => `لم يُستورد شيء. ${why ?? ''}`,
    rows_refused: () => 'لم يتغيّر شيء لأن بعض الصفوف رُفضت. انظر errors: يبدأ كل مؤشر برقم صفّه.',
    idempotency_key_reused: () =>
      'استُخدم مفتاح Idempotency-Key هذا لطلب بمحتوى آخر. استخدم مفتاحًا جديدًا لكل طلب جديد.',
    too_many_requests: (seconds) => `طلبات كثيرة جدًا. أعد المحاولة بعد ${seconds ?? 'بضع'} ثانية.`,
    crashed: () => 'حدث خطأ ما. تجد التفاصيل في سجل الخادم تحت رقم هذا الطلب.',
    unavailable: () => 'لا يستطيع الخادم حفظ أي شيء الآن. أعد المحاولة لاحقًا.',
  },
  formats: {
    picture: 'أرسل صورة PNG أو JPEG لا تزيد على 200 كيلوبايت ومليون بكسل.',
    network: 'هذه ليست شبكة. اكتب عنوانًا أو نطاقًا، مثل «10.0.0.0/8».',
    noBody: 'لا يقبل هذا الطلب محتوى. أرسله من دونه.',
    plainText: 'يحتوي النص على رموز لا يمكن حفظها هنا، مثل فاصل الأسطر. اكتبه في سطر واحد.',
    email: 'هذا ليس عنوان بريد إلكتروني.',
    sender: 'هذا ليس مرسلًا صالحًا. اكتبه مثل «Academy <academy@example.com>».',
    timeZone: 'لا توجد منطقة زمنية بهذا الاسم. اكتبها مثل «Africa/Cairo».',
    language: 'لا توجد لغة بهذا الرمز. اكتبها مثل «ar» أو «pt-BR».',
    country: 'لا يوجد بلد بهذا الرمز. اكتب حرفيه، مثل «EG».',
    address: 'هذا ليس عنوانًا صالحًا. يبدأ العنوان بـ https://.',
    host: 'هذا ليس اسم مضيف. اكتبه مثل «academy.example.com».',
    origin: 'اكتب عنوانًا بلا مسار، مثل «https://learn.example.com».',
    receiver: 'يبدأ عنوان الويب هوك بـ https:// ولا يحتوي على اسم مستخدم أو كلمة مرور.',
    past: 'هذا الوقت لم يحن بعد. اختر وقتًا أبكر.',
    future: 'هذا الوقت انقضى. اختر وقتًا لاحقًا.',
    other: 'لا يمكن أن يكون أحد مديرًا لنفسه. اختر شخصًا آخر.',
    answers: 'حدّد الصحيح: إجابة واحدة، أو واحدة على الأقل حيث يجوز اختيار عدة إجابات.',
    cursor: 'هذا ليس مؤشر صفحة. أرسل قيمة next من الصفحة السابقة، أو احذفه للبدء من الأول.',
  },
  faults: {
    required: () => 'هذه القيمة مطلوبة.',
    unknown_key: ({ hint }) => `مفتاح غير معروف.${meant(hint)}`,
    unknown_parameter: ({ hint }) => `معامل غير معروف.${meant(hint)}`,
    wrong_type: ({ hint }) =>
      hint === undefined ? 'نوع هذه القيمة غير صحيح.' : `يجب أن يكون نوع هذه القيمة ${listed(hint, 'أو')}.`,
    malformed: ({ hint }) =>
      `صيغة هذه القيمة غير صحيحة.${hint === undefined ? '' : ` اكتبها مثل ${listed(hint, 'أو')}.`}`,
    too_short: ({ limit }) => `يجب ألا يقل الطول عن ${limit ?? 1} من الأحرف.`,
    too_long: ({ limit }) => `يجب ألا يزيد الطول على ${limit ?? '?'} من الأحرف.`,
    too_few: ({ limit }) => `يجب ألا يقل العدد عن ${limit ?? 1}.`,
    too_many: ({ limit }) => `يجب ألا يزيد العدد على ${limit ?? '?'}.`,
    too_small: ({ limit }) => `يجب ألا تقل القيمة عن ${limit ?? '?'}.`,
    too_large: ({ limit }) => `يجب ألا تزيد القيمة على ${limit ?? '?'}.`,
    not_one_of: ({ hint }) => `يجب أن تكون القيمة واحدة مما يلي: ${listed(hint, 'أو')}.`,
    repeated: () => 'لا يجوز ذكر هذه القيمة إلا مرة واحدة.',
    unknown: ({ value }) => `هذا العنصر غير موجود${value === undefined ? '' : `: «${value}»`}.`,
    taken: ({ value }) => `القيمة${value === undefined ? '' : ` «${value}»`} مستخدَمة. اختر قيمة أخرى.`,
    cycle: () => 'لا يمكن وضع الموضوع تحت نفسه.',
    last_manager: () => 'هذا آخر مدير يستطيع تسجيل الدخول. عيّن مديرًا آخر أولًا.',
    wrong_password: () => 'هذه ليست كلمة مرورك.',
    too_common: () => 'هذه كلمة مرور شائعة جدًا. اختر غيرها.',
    own_name: () => 'لا يمكن أن تكون هذه اسم المستخدم أو عنوان بريدك الإلكتروني.',
    not_allowed: () => 'هذا غير مسموح في الحالة الراهنة، أو ليس مع القيم الأخرى.',
  },
}

const named = (value: string | undefined) => quoted(value, '«', '»')

function meant(hint: Fault['hint']): string {
  if (hint === undefined) return ''
  return typeof hint === 'string' ? ` هل تقصد ${listed(hint, 'أو')}؟` : ` المتاح: ${listed(hint, 'و')}.`
}
