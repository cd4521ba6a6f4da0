type NamePool = {
  readonly first: readonly string[]
  readonly last: readonly string[]
}

export type Origin = keyof typeof namePools

// The nth person of an origin takes the nth first and the nth last name, each list starting over at its end. The two
// lengths of a pool have no common divisor, so the same pair comes back only after first × last people.
// prettier-ignore
export const namePools = {
  german: {
    first: [
      'Sabine', 'Jens', 'Miriam', 'Thorsten', 'Franziska', 'Bernd', 'Lena', 'Markus', 'Ulrike', 'Florian', 'Carolin',
      'Holger', 'Nele', 'Sebastian', 'Anke', 'Volker', 'Jana', 'Philipp', 'Heike', 'Lukas', 'Martina', 'Dirk', 'Theresa',
      'Andreas', 'Svenja', 'Christoph', 'Renate', 'Jonas', 'Kerstin', 'Tobias', 'Merle', 'Hannes',
    ],
    last: [
      'Brandstetter', 'Kühn', 'Wessels', 'Hartwig', 'Pohlmann', 'Lindner', 'Voss', 'Eberhardt', 'Schütte', 'Grabowsky',
      'Nießen', 'Fröhlich', 'Ackermann', 'Tiedemann', 'Rösler', 'Baumgart', 'Jansen', 'Kaltenbach', 'Seidel', 'Wolff',
      'Oberländer', 'Dreyer', 'Hübner', 'Marquardt', 'Steinke', 'Falkner', 'Zöller', 'Petersen', 'Reuter', 'Haase',
      'Wiegand', 'Lorenzen', 'Bachmann', 'Küster', 'Thiele', 'Engelke', 'Sander',
    ],
  },
  turkish: {
    first: ['Elif', 'Murat', 'Zeynep', 'Cem', 'Ayşe', 'Serkan', 'Derya', 'Kerem', 'Selin', 'Hakan', 'Nur'],
    last: [
      'Demirci', 'Özkan', 'Kaplan', 'Aydın', 'Şimşek', 'Polat', 'Güneş', 'Korkmaz', 'Çetin', 'Erdem', 'Uysal', 'Tekin',
      'Bozkurt',
    ],
  },
  polish: {
    first: ['Agnieszka', 'Piotr', 'Katarzyna', 'Marek', 'Ewa', 'Paweł', 'Joanna', 'Łukasz', 'Beata', 'Wojciech', 'Iwona'],
    last: [
      'Mazur', 'Wieczorek', 'Zając', 'Kowalczyk', 'Dudek', 'Krawczyk', 'Sikora', 'Walczak', 'Pietrzak', 'Baran',
      'Szymczak', 'Kubiak', 'Stachura',
    ],
  },
  ukrainian: {
    first: ['Oksana', 'Andrii', 'Iryna', 'Taras', 'Olena', 'Bohdan', 'Svitlana', 'Dmytro', 'Natalia', 'Mykola', 'Yuliia'],
    last: [
      'Kovalenko', 'Melnyk', 'Bondar', 'Tkachuk', 'Savchenko', 'Moroz', 'Lysenko', 'Rudenko', 'Hrytsenko', 'Panchuk',
      'Kravets', 'Didenko', 'Marchuk',
    ],
  },
  arabic: {
    first: ['Layla', 'Karim', 'Samira', 'Omar', 'Rania', 'Youssef', 'Dina', 'Tarek', 'Hanan'],
    last: ['Mansour', 'El Khoury', 'Saidi', 'Nasser', 'Bouzid', 'Qasim', 'Hamdan', 'Belkacem', 'Darwish', 'Farah', 'Amrani'],
  },
  vietnamese: {
    first: ['Thu', 'Minh', 'Lan', 'Duc', 'Mai', 'Quang', 'Hanh', 'Tuan', 'Linh'],
    last: ['Nguyễn', 'Trần', 'Phạm', 'Lê', 'Hoàng', 'Vũ', 'Đặng'],
  },
  indian: {
    first: [
      'Ananya', 'Rohan', 'Kavita', 'Arjun', 'Meera', 'Sanjay', 'Divya', 'Nikhil', 'Shreya', 'Vikram', 'Lakshmi', 'Aditya',
      'Pooja', 'Harish', 'Neha', 'Manoj', 'Swati',
    ],
    last: [
      'Kulkarni', 'Menon', 'Deshpande', 'Iyer', 'Joshi', 'Banerjee', 'Patil', 'Nair', 'Chaudhary', 'Bhatt', 'Rao',
      'Fernandes', 'Sethi',
    ],
  },
  czechMan: {
    first: [
      'Jiří', 'Petr', 'Ondřej', 'Martin', 'Zdeněk', 'Vojtěch', 'Karel', 'Michal', 'Lukáš', 'Roman', 'Stanislav', 'Filip',
      'Aleš', 'Radim', 'Miroslav', 'Adam', 'Libor',
    ],
    last: [
      'Beneš', 'Kratochvíl', 'Sedláček', 'Vlček', 'Hájek', 'Bartoš', 'Řezníček', 'Pokorný', 'Urban', 'Kadlec', 'Šimek',
      'Doležal', 'Matoušek', 'Vávra', 'Konečný', 'Tichý', 'Holub', 'Mareš', 'Štěpánek',
    ],
  },
  czechWoman: {
    first: [
      'Lenka', 'Jana', 'Kateřina', 'Hana', 'Eliška', 'Veronika', 'Zuzana', 'Ivana', 'Michaela', 'Barbora', 'Dagmar',
      'Tereza', 'Alena', 'Monika', 'Kristýna', 'Šárka', 'Pavla',
    ],
    last: [
      'Novotná', 'Tomanová', 'Králová', 'Procházková', 'Jelínková', 'Růžičková', 'Strnadová', 'Malá', 'Blažková', 'Kolářová',
      'Vaňková', 'Hrubá', 'Žáková', 'Součková', 'Macháčková', 'Šťastná', 'Bendová', 'Říhová', 'Kučerová',
    ],
  },
  portuguese: {
    first: [
      'Inês', 'João', 'Catarina', 'Rui', 'Beatriz', 'Tiago', 'Mariana', 'Nuno', 'Joana', 'Miguel', 'Raquel', 'André',
      'Filipa', 'Vasco', 'Teresa', 'Gonçalo', 'Cláudia',
    ],
    last: [
      'Moreira', 'Nogueira', 'Pinheiro', 'Azevedo', 'Lourenço', 'Magalhães', 'Cardoso', 'Simões', 'Fonseca', 'Antunes',
      'Queirós', 'Brandão', 'Teixeira', 'Valente', 'Sampaio', 'Guimarães', 'Neves', 'Freitas', 'Coutinho',
    ],
  },
  french: {
    first: [
      'Élodie', 'Julien', 'Margaux', 'Thibault', 'Sandrine', 'Antoine', 'Chloé', 'Nicolas', 'Aurélie', 'Guillaume',
      'Maëlle', 'Olivier', 'Solène',
    ],
    last: [
      'Garnier', 'Lefèvre', 'Charpentier', 'Renaud', 'Aubert', 'Picard', 'Morvan', 'Delattre', 'Chevallier', 'Besson',
      'Fournier', 'Guérin', 'Vasseur', 'Joly', 'Perrin', 'Tissot', 'Barbier',
    ],
  },
  westAfrican: {
    first: ['Aminata', 'Kwame', 'Fatou', 'Chidi', 'Adwoa', 'Moussa', 'Ngozi'],
    last: ['Diallo', 'Mensah', 'Traoré', 'Okonkwo', 'Boateng', 'Ndiaye', 'Eze', 'Asante', 'Koné'],
  },
  nordic: {
    first: [
      'Astrid', 'Mikkel', 'Signe', 'Rasmus', 'Karin', 'Anders', 'Maja', 'Jesper', 'Linnea', 'Kasper', 'Birgitte', 'Emil',
      'Sanne',
    ],
    last: [
      'Holmgaard', 'Lindqvist', 'Bendtsen', 'Nyström', 'Kjær', 'Dahlgren', 'Thomsen', 'Åkesson', 'Vestergaard', 'Ekström',
      'Mikkelsen', 'Skov', 'Laursen', 'Sandberg', 'Bruun', 'Winther', 'Lund',
    ],
  },
  dutch: {
    first: ['Femke', 'Ruben', 'Marieke', 'Bas', 'Lotte', 'Wouter', 'Sanne'],
    last: ['de Graaf', 'Hoekstra', 'van Leeuwen', 'Brouwer', 'Timmermans', 'ter Horst', 'Dekker', 'van Rijn', 'Postma'],
  },
  british: {
    first: ['Gemma', 'Alistair', 'Bronwen', 'Callum', 'Harriet', 'Rhys', 'Moira'],
    last: ['Thornton', 'Prescott', 'Llewellyn', 'Drummond', 'Whitaker', 'Hargreaves', 'Ashworth', 'Sinclair', 'Pritchard'],
  },
  italian: {
    first: ['Chiara', 'Lorenzo', 'Federica', 'Davide', 'Silvia', 'Matteo', 'Elena', 'Riccardo', 'Paola'],
    last: ['Bianchini', 'Colombo', 'Marangon', 'Rinaldi', 'De Santis', 'Gallo', 'Fontana', 'Bellini', 'Serra', 'Vitale', 'Greco'],
  },
  spanish: {
    first: ['Lucía', 'Álvaro', 'Nuria', 'Iñaki', 'Carmen'],
    last: ['Ibáñez', 'Castellanos', 'Vidal', 'Etxeberria', 'Rubio', 'Navarro', 'Soler'],
  },
} as const satisfies Record<string, NamePool>
