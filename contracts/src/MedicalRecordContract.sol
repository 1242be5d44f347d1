// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {ClinicCalls} from "./ClinicCalls.sol";
import {StaffSignatures} from "./StaffSignatures.sol";

/// @title Medical records, by commitment
/// @notice Patients are pseudonymous addresses; names and records are salted commitments. Records are never changed:
///         a correction is a new record.
contract MedicalRecordContract is ClinicCalls, StaffSignatures {
    struct Patient {
        bytes32 patientName;
        uint256 registeredAtBlock;
        uint256 recordCount;
    }

    struct Record {
        address patient;
        address author;
        bytes32 recordHash;
        uint256 timestamp;
        uint256 addedAtBlock;
    }

    /// @notice May add records to registered patients.
    bytes32 public constant RECORDER_ROLE = keccak256("RECORDER_ROLE");
    /// @notice What a recorder signs to have a record added by a relayer.
    bytes32 public constant ADD_RECORD_TYPEHASH =
        keccak256("AddRecord(address patient,bytes32 recordHash,uint256 timestamp,bytes32 nonce)");

    mapping(address patient => Patient) private _patients;
    mapping(uint256 recordId => Record) private _records;
    mapping(bytes32 recordHash => uint256 recordId) private _idOf;
    uint256 private _recordCount;

    /// @notice A patient's pseudonym is known from now on.
    event PatientRegistered(address indexed patient, bytes32 patientName);
    /// @notice A record's commitment was added.
    event RecordAdded(
        uint256 indexed recordId, address indexed patient, bytes32 indexed recordHash, uint256 timestamp, address author
    );

    error PatientAlreadyRegistered(address patient, uint256 registeredAtBlock);
    error PatientNotRegistered(address patient);
    error RecordAlreadyAdded(bytes32 recordHash, uint256 recordId, uint256 addedAtBlock);
    error RecordNotFound(uint256 recordId);

    /// @param admin the operator: admin and relayer
    /// @param salt the deployment's salt, part of what staff sign
    constructor(address admin, bytes32 salt, uint256 clinicChainId)
        ClinicCalls(admin)
        StaffSignatures("MedicalRecordContract", salt, clinicChainId)
    {}

    /// @notice Makes a patient's pseudonym known.
    /// @param patient pseudonymous address, linkable to nothing outside the tenant
    /// @param patientName salted commitment to the name
    function registerPatient(address patient, bytes32 patientName) external whenNotPaused onlyRole(OPERATOR_ROLE) {
        if (patient == address(0) || patientName == bytes32(0)) revert EmptyArgument();
        uint256 registeredAt = _patients[patient].registeredAtBlock;
        if (registeredAt != 0) revert PatientAlreadyRegistered(patient, registeredAt);
        _patients[patient] = Patient(patientName, block.number, 0);
        emit PatientRegistered(patient, patientName);
    }

    /// @notice Adds a record as the caller.
    /// @param patient a registered patient
    /// @param recordHash salted commitment to the record; unique
    /// @param timestamp when the record was written, in seconds since 1970
    /// @return recordId counts from 1
    function addRecord(address patient, bytes32 recordHash, uint256 timestamp)
        external
        whenNotPaused
        onlyRole(RECORDER_ROLE)
        returns (uint256 recordId)
    {
        return _addRecord(patient, recordHash, timestamp, msg.sender);
    }

    /// @notice Adds a record for the recorder who signed it; anyone may relay.
    function addRecordFor(
        address patient,
        bytes32 recordHash,
        uint256 timestamp,
        address signer,
        bytes32 nonce,
        bytes calldata signature
    ) external whenNotPaused returns (uint256 recordId) {
        bytes32 structHash = keccak256(abi.encode(ADD_RECORD_TYPEHASH, patient, recordHash, timestamp, nonce));
        _useSignature(signer, nonce, structHash, signature);
        _checkRole(RECORDER_ROLE, signer);
        return _addRecord(patient, recordHash, timestamp, signer);
    }

    /// @notice The record under this id.
    function getRecord(uint256 recordId) external view returns (Record memory) {
        Record memory record = _records[recordId];
        if (record.addedAtBlock == 0) revert RecordNotFound(recordId);
        return record;
    }

    /// @notice Whether the record under this id is the one with this commitment.
    function verifyRecord(uint256 recordId, bytes32 recordHash) external view returns (bool) {
        return recordHash != bytes32(0) && _records[recordId].recordHash == recordHash;
    }

    /// @notice The id of the record with this commitment, or 0.
    function recordIdOf(bytes32 recordHash) external view returns (uint256) {
        return _idOf[recordHash];
    }

    /// @notice What is known of a pseudonym; all zero when it is not registered.
    function getPatient(address patient) external view returns (Patient memory) {
        return _patients[patient];
    }

    function _addRecord(address patient, bytes32 recordHash, uint256 timestamp, address author)
        private
        returns (uint256 recordId)
    {
        if (recordHash == bytes32(0)) revert EmptyArgument();
        if (_patients[patient].registeredAtBlock == 0) revert PatientNotRegistered(patient);
        uint256 existing = _idOf[recordHash];
        if (existing != 0) revert RecordAlreadyAdded(recordHash, existing, _records[existing].addedAtBlock);
        recordId = ++_recordCount;
        _records[recordId] = Record(patient, author, recordHash, timestamp, block.number);
        _idOf[recordHash] = recordId;
        ++_patients[patient].recordCount;
        emit RecordAdded(recordId, patient, recordHash, timestamp, author);
    }
}
