import type { Fault } from './catalogue.ts'
import { listed, quoted, type Sentences } from './sentences-of-language.ts'
import { counted } from '../../lib/counted.ts'

export const spanish: Sentences = {
  problems: {
    malformed_body: () => 'El cuerpo no es JSON en UTF-8. Envíe un objeto JSON.',
    malformed_request: () => 'No se pueden leer la dirección o las cabeceras de la solicitud.',
    invalid_parameters: () => 'Algunos parámetros de la dirección no son válidos. Véase errors.',
    invalid_header: (header) => `La cabecera ${header ?? ''} no es válida. Véase errors.`,
    changes_gone: () =>
      'Los cambios posteriores a este cursor eran antiguos y se han eliminado. Copie todo de nuevo, empezando por GET /changes/end.',
    cursor_mismatch: () =>
      'El cursor pertenece a una lista con otros filtros u otro orden. Empiece de nuevo sin cursor.',
    unauthenticated: () =>
      'Envíe un token de acceso personal como «Authorization: Bearer qdp_…», o inicie sesión.',
    token_missing: () =>
      'Envíe el token de GET /me en X-Quadrivium-Token, desde una página de este servidor.',
    scope_missing: (scope) => `Se necesita un token con el alcance ${scope ?? ''}. Cree uno con él.`,
    confirmation_needed: () =>
      'Confirme su contraseña con POST /me/confirm. La confirmación vale 15 minutos.',
    session_needed: () => 'Se necesita un navegador con la sesión iniciada. Un token no basta.',
    forbidden: () => 'Sus roles no lo permiten. Diríjase a un responsable de la academia.',
    not_found: () => 'Ese elemento no existe. Puede que se haya eliminado.',
    no_such_path: () => 'No hay nada en esta dirección. /docs muestra todas las direcciones.',
    method_not_allowed: (methods) => `Esta dirección solo admite ${methods ?? 'otros métodos'}.`,
    conflict: () => 'No es posible en el estado actual. Véase errors.',
    taken: () => 'Este valor ya está en uso. Elija otro.',
    name_taken: (name) => `El nombre${named(name)} ya está en uso. Elija otro.`,
    code_taken: (code) => `El código${named(code)} ya está en uso. Elija otro.`,
    email_taken: (email) => `La dirección de correo${named(email)} pertenece a otra persona.`,
    username_taken: (name) => `El nombre de usuario${named(name)} ya está en uso. Elija otro.`,
    external_id_taken: (id) => `El identificador externo${named(id)} pertenece a otra persona.`,
    external_id_ambiguous: (id) =>
      `Varias personas tienen el identificador externo${named(id)}. Indique la correcta por su id o guid.`,
    idempotency_key_in_use: () =>
      'La primera solicitud con esta Idempotency-Key sigue en curso. Inténtelo de nuevo dentro de un momento.',
    changed_meanwhile: () =>
      'Ha cambiado desde que lo leyó. «current» muestra su estado actual: revíselo y envíe de nuevo su cambio.',
    body_too_large: (limit) =>
      `El cuerpo ${limit === undefined ? 'es demasiado grande' : `supera ${limit}`}. Divídalo en varias solicitudes.`,
    unsupported_media_type: (types) => `Envíe el cuerpo como ${types ?? 'application/json en UTF-8'}.`,
    invalid: () => 'Algunos valores no son válidos. Véase errors.',
    backups_elsewhere: () =>
      'Los datos están en PostgreSQL: haga una copia con `pg_dump -Fc` y restáurela con `pg_restore`.',
    mail_not_set_up: () =>
      'No hay ningún servidor de correo configurado. Defina QUADRIVIUM_SMTP_URL y reinicie el servidor.',
    unreadable_file: (why) => `No se ha importado nada. ${why ?? ''}`,
    rows_refused: () =>
      'No se ha cambiado nada, porque se han rechazado algunas filas. Véase errors: cada puntero empieza por el número de su fila.',
    idempotency_key_reused: () =>
      'Esta Idempotency-Key se usó en una solicitud con otro cuerpo. Use una clave nueva en cada solicitud nueva.',
    too_many_requests: (seconds) =>
      `Demasiadas solicitudes. Inténtelo de nuevo dentro de ${seconds === undefined ? 'unos segundos' : counted(Number(seconds), 'segundo')}.`,
    crashed: () =>
      'Algo ha fallado. El registro del servidor tiene los detalles con el número de esta solicitud.',
    unavailable: () => 'El servidor no puede guardar nada en este momento. Inténtelo más tarde.',
  },
  formats: {
    picture: 'Envíe una imagen PNG o JPEG, de 200 kB y un millón de píxeles como máximo.',
    network: 'Esto no es una red. Escriba una dirección o un rango, como «10.0.0.0/8».',
    noBody: 'Esta petición no admite cuerpo. Envíela sin cuerpo.',
    plainText:
      'Contiene caracteres que no se pueden guardar aquí, por ejemplo un salto de línea. Escríbalo en una sola línea.',
    email: 'Esto no es una dirección de correo.',
    sender: 'Esto no es un remitente. Escríbalo como «Academia <academia@example.com>».',
    timeZone: 'No existe esta zona horaria. Escríbala como «Europe/Madrid».',
    language: 'No existe este idioma. Escríbalo como «es» o «pt-BR».',
    country: 'No existe este país. Escriba sus dos letras, como «ES».',
    address: 'Esto no es una dirección. Una dirección empieza por https://.',
    host: 'Esto no es un nombre de servidor. Escríbalo como «academy.example.com».',
    origin: 'Escriba una dirección sin ruta, como «https://aprender.example.com».',
    receiver:
      'La dirección de un webhook empieza por https:// y no contiene nombre de usuario ni contraseña.',
    past: 'Esto aún no ha llegado. Elija un momento anterior.',
    future: 'Esto ya ha pasado. Elija un momento posterior.',
    other: 'Nadie puede ser su propio responsable. Elija a otra persona.',
    answers: 'Marque lo correcto: una respuesta, o al menos una donde se pueden marcar varias.',
    cursor: 'Esto no es un cursor. Envíe el «next» de la página anterior, u omítalo para empezar.',
  },
  faults: {
    required: () => 'Este valor es obligatorio.',
    unknown_key: ({ hint }) => `Clave desconocida.${meant(hint)}`,
    unknown_parameter: ({ hint }) => `Parámetro desconocido.${meant(hint)}`,
    wrong_type: ({ hint }) =>
      hint === undefined ? 'El valor es de otro tipo.' : `El valor debe ser del tipo ${listed(hint, 'o')}.`,
    malformed: ({ hint }) =>
      `El valor no tiene el formato correcto.${hint === undefined ? '' : ` Escríbalo como ${listed(hint, 'o')}.`}`,
    too_short: ({ limit }) =>
      `El valor debe tener al menos ${counted(limit ?? 1, 'carácter', 'caracteres')}.`,
    too_long: ({ limit }) => `El valor puede tener como máximo ${limit ?? '?'} caracteres.`,
    too_few: ({ limit }) => `Debe haber al menos ${limit ?? 1}.`,
    too_many: ({ limit }) => `Puede haber como máximo ${limit ?? '?'}.`,
    too_small: ({ limit }) => `El valor debe ser al menos ${limit ?? '?'}.`,
    too_large: ({ limit }) => `El valor puede ser como máximo ${limit ?? '?'}.`,
    not_one_of: ({ hint }) => `El valor debe ser uno de estos: ${listed(hint, 'o')}.`,
    repeated: () => 'Este valor solo puede indicarse una vez.',
    unknown: ({ value }) => `Ese elemento no existe${value === undefined ? '' : `: «${value}»`}.`,
    taken: ({ value }) => `${value === undefined ? 'Este valor' : `«${value}»`} ya está en uso. Elija otro.`,
    cycle: () => 'Un tema no puede colocarse debajo de sí mismo.',
    last_manager: () =>
      'Es el último responsable que puede iniciar sesión. Nombre antes a otra persona responsable.',
    wrong_password: () => 'No es su contraseña.',
    too_common: () => 'Es demasiado común. Elija otra.',
    own_name: () => 'No puede ser su nombre de usuario ni su dirección de correo.',
    not_allowed: () => 'No está permitido en el estado actual, o no junto con los demás valores.',
  },
}

const named = (value: string | undefined) => quoted(value, '«', '»')

function meant(hint: Fault['hint']): string {
  if (hint === undefined) return ''
  return typeof hint === 'string' ? ` ¿Quería decir ${listed(hint, 'o')}?` : ` Existen ${listed(hint, 'y')}.`
}
