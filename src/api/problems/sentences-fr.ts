import type { Fault } from './catalogue.ts'
import { listed, quoted, type Sentences } from './sentences-of-language.ts'
import { counted } from '../../lib/counted.ts'

export const french: Sentences = {
  problems: {
    malformed_body: () => 'Le corps n’est pas du JSON en UTF-8. Envoyez un objet JSON.',
    malformed_request: () => 'L’adresse ou les en-têtes de la requête sont illisibles.',
    invalid_parameters: () => 'Certains paramètres de l’adresse ne sont pas valides. Voir errors.',
    invalid_header: (header) => `L’en-tête ${header ?? ''} n’est pas valide. Voir errors.`,
    changes_gone: () =>
      'Des modifications après ce curseur étaient anciennes et ont été supprimées. Recopiez tout, en commençant par GET /changes/end.',
    cursor_mismatch: () =>
      'Le curseur vient d’une liste avec d’autres filtres ou un autre ordre. Recommencez sans curseur.',
    unauthenticated: () =>
      'Envoyez un jeton d’accès personnel sous la forme « Authorization: Bearer qdp_… », ou connectez-vous.',
    token_missing: () =>
      'Envoyez le jeton de GET /me dans X-Quadrivium-Token, depuis une page de ce serveur.',
    scope_missing: (scope) => `Il faut un jeton avec la portée ${scope ?? ''}. Créez-en un.`,
    confirmation_needed: () =>
      'Confirmez votre mot de passe avec POST /me/confirm. La confirmation vaut 15 minutes.',
    session_needed: () => 'Il faut un navigateur connecté. Un jeton ne le permet pas.',
    forbidden: () => 'Vos rôles ne le permettent pas. Adressez-vous à un responsable de l’académie.',
    not_found: () => 'Cet élément n’existe pas. Il a peut-être été supprimé.',
    no_such_path: () => 'Il n’y a rien à cette adresse. /docs montre toutes les adresses.',
    method_not_allowed: (methods) => `Cette adresse n’accepte que ${methods ?? 'd’autres méthodes'}.`,
    conflict: () => 'Ce n’est pas possible dans l’état actuel. Voir errors.',
    taken: () => 'Cette valeur est déjà prise. Choisissez-en une autre.',
    name_taken: (name) => `Le nom${named(name)} est pris. Choisissez-en un autre.`,
    code_taken: (code) => `Le code${named(code)} est pris. Choisissez-en un autre.`,
    email_taken: (email) => `L’adresse e-mail${named(email)} appartient à quelqu’un d’autre.`,
    username_taken: (name) => `Le nom d’utilisateur${named(name)} est pris. Choisissez-en un autre.`,
    external_id_taken: (id) => `L’identifiant externe${named(id)} appartient à quelqu’un d’autre.`,
    external_id_ambiguous: (id) =>
      `Plusieurs personnes ont l’identifiant externe${named(id)}. Désignez la bonne par son id ou son guid.`,
    idempotency_key_in_use: () =>
      'La première requête avec cette Idempotency-Key est encore en cours. Réessayez dans un instant.',
    changed_meanwhile: () =>
      'L’élément a changé depuis que vous l’avez lu. « current » montre son état actuel : vérifiez-le et renvoyez votre modification.',
    body_too_large: (limit) =>
      `Le corps ${limit === undefined ? 'est trop grand' : `dépasse ${limit}`}. Répartissez-le sur plusieurs requêtes.`,
    unsupported_media_type: (types) => `Envoyez le corps en ${types ?? 'application/json, en UTF-8'}.`,
    invalid: () => 'Certaines valeurs ne sont pas valides. Voir errors.',
    backups_elsewhere: () =>
      'Les données sont dans PostgreSQL : sauvegardez-les avec `pg_dump -Fc`, restaurez-les avec `pg_restore`.',
    mail_not_set_up: () =>
      'Aucun serveur de messagerie n’est configuré. Définissez QUADRIVIUM_SMTP_URL et redémarrez le serveur.',
    unreadable_file: (why) => `Rien n’a été importé. ${why ?? ''}`,
    rows_refused: () =>
      'Rien n’a été modifié, car certaines lignes ont été refusées. Voir errors : chaque pointeur commence par le numéro de sa ligne.',
    idempotency_key_reused: () =>
      'Cette Idempotency-Key a servi pour une requête avec un autre corps. Prenez une nouvelle clé pour chaque nouvelle requête.',
    too_many_requests: (seconds) =>
      `Trop de requêtes. Réessayez dans ${seconds === undefined ? 'quelques secondes' : counted(Number(seconds), 'seconde')}.`,
    crashed: () =>
      'Une erreur s’est produite. Le journal du serveur en donne les détails sous le numéro de cette requête.',
    unavailable: () => 'Le serveur ne peut rien enregistrer pour le moment. Réessayez plus tard.',
  },
  formats: {
    picture: 'Envoyez une image PNG ou JPEG, de 200 ko et d’un million de pixels au plus.',
    network: 'Ce n’est pas un réseau. Écrivez une adresse ou une plage, comme « 10.0.0.0/8 ».',
    noBody: 'Cette requête n’accepte pas de corps. Envoyez-la sans corps.',
    plainText:
      'Ce texte contient des caractères qui ne peuvent pas être enregistrés ici, par exemple un saut de ligne. Écrivez-le sur une seule ligne.',
    email: 'Ce n’est pas une adresse e-mail.',
    sender: 'Ce n’est pas un expéditeur. Écrivez-le comme « Académie <academie@example.com> ».',
    timeZone: 'Ce fuseau horaire n’existe pas. Écrivez-le comme « Europe/Paris ».',
    language: 'Cette langue n’existe pas. Écrivez-la comme « fr » ou « pt-BR ».',
    country: 'Ce pays n’existe pas. Écrivez ses deux lettres, comme « FR ».',
    address: 'Ce n’est pas une adresse. Une adresse commence par https://.',
    host: 'Ce n’est pas un nom d’hôte. Écrivez-le comme « academy.example.com ».',
    origin: 'Écrivez une adresse sans chemin, comme « https://apprendre.example.com ».',
    receiver:
      'L’adresse d’un webhook commence par https:// et ne contient ni nom d’utilisateur ni mot de passe.',
    past: 'Ce moment n’est pas encore venu. Choisissez-en un plus tôt.',
    future: 'Ce moment est déjà passé. Choisissez-en un plus tard.',
    other: 'Personne ne peut être son propre responsable. Choisissez quelqu’un d’autre.',
    answers: 'Marquez ce qui est juste : une réponse, ou au moins une là où l’on peut en cocher plusieurs.',
    cursor:
      'Ce n’est pas un curseur. Envoyez le « next » de la page précédente, ou omettez-le pour commencer.',
  },
  faults: {
    required: () => 'Cette valeur est obligatoire.',
    unknown_key: ({ hint }) => `Clé inconnue.${meant(hint)}`,
    unknown_parameter: ({ hint }) => `Paramètre inconnu.${meant(hint)}`,
    wrong_type: ({ hint }) =>
      hint === undefined
        ? 'Cette valeur n’est pas du bon type.'
        : `Cette valeur doit être du type ${listed(hint, 'ou')}.`,
    malformed: ({ hint }) =>
      `Cette valeur n’a pas le bon format.${hint === undefined ? '' : ` Écrivez-la comme ${listed(hint, 'ou')}.`}`,
    too_short: ({ limit }) => `Cette valeur doit compter au moins ${counted(limit ?? 1, 'caractère')}.`,
    too_long: ({ limit }) => `Cette valeur peut compter au plus ${limit ?? '?'} caractères.`,
    too_few: ({ limit }) => `Il en faut au moins ${limit ?? 1}.`,
    too_many: ({ limit }) => `Il en faut au plus ${limit ?? '?'}.`,
    too_small: ({ limit }) => `Cette valeur doit être d’au moins ${limit ?? '?'}.`,
    too_large: ({ limit }) => `Cette valeur doit être d’au plus ${limit ?? '?'}.`,
    not_one_of: ({ hint }) => `Cette valeur doit être l’une de celles-ci : ${listed(hint, 'ou')}.`,
    repeated: () => 'Cette valeur ne peut être donnée qu’une fois.',
    unknown: ({ value }) => `Cet élément n’existe pas${value === undefined ? '' : ` : « ${value} »`}.`,
    taken: ({ value }) =>
      `${value === undefined ? 'Cette valeur' : `« ${value} »`} est déjà prise. Choisissez autre chose.`,
    cycle: () => 'Un thème ne peut pas être placé sous lui-même.',
    last_manager: () =>
      'C’est le dernier responsable qui peut se connecter. Nommez d’abord un autre responsable.',
    wrong_password: () => 'Ce n’est pas votre mot de passe.',
    too_common: () => 'C’est trop courant. Choisissez-en un autre.',
    own_name: () => 'Ce ne peut pas être votre nom d’utilisateur ou votre adresse e-mail.',
    not_allowed: () => 'Ce n’est pas permis dans l’état actuel, ou pas avec les autres valeurs.',
  },
}

const named = (value: string | undefined) => quoted(value, '« ', ' »')

function meant(hint: Fault['hint']): string {
  if (hint === undefined) return ''
  return typeof hint === 'string'
    ? ` Vouliez-vous dire ${listed(hint, 'ou')} ?`
    : ` Il y a ${listed(hint, 'et')}.`
}
