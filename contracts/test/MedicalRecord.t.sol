// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ClinicAccess} from "../src/ClinicAccess.sol";
import {MedicalRecordContract} from "../src/MedicalRecordContract.sol";
import {StaffSignatures} from "../src/StaffSignatures.sol";
import {ClinicTest} from "./Vm.sol";

contract MedicalRecordTest is ClinicTest {
    address private constant PATIENT = address(0xA11CE);
    uint256 private constant RECORDER_KEY = 0x4EC;

    MedicalRecordContract private _contract;
    address private _recorder;

    function setUp() public {
        _contract = new MedicalRecordContract(address(this), SALT, CLINIC_CHAIN);
        _recorder = VM.addr(RECORDER_KEY);
        _contract.grantRole(_contract.RECORDER_ROLE(), _recorder);
        _contract.registerPatient(PATIENT, keccak256("a name"));
    }

    function testFuzz_aRecordVerifiesByItsOwnCommitmentOnly(bytes32 hash, bytes32 other, uint64 timestamp) public {
        VM.assume(hash != bytes32(0) && hash != other);
        VM.prank(_recorder);
        uint256 id = _contract.addRecord(PATIENT, hash, timestamp);
        _require(_contract.verifyRecord(id, hash), "verifies by its commitment");
        _require(!_contract.verifyRecord(id, other), "verifies by no other commitment");
        _require(!_contract.verifyRecord(id + 1, hash), "verifies under its own id only");
        MedicalRecordContract.Record memory record = _contract.getRecord(id);
        bool isKept = record.patient == PATIENT && record.author == _recorder && record.timestamp == timestamp;
        _require(isKept && record.recordHash == hash && _contract.recordIdOf(hash) == id, "is kept as it was added");
        VM.prank(_recorder);
        VM.expectPartialRevert(MedicalRecordContract.RecordAlreadyAdded.selector);
        _contract.addRecord(PATIENT, hash, timestamp);
    }

    function testFuzz_aSignedRecordIsItsSignersAndAddedOnce(bytes32 hash, bytes32 nonce, address relayer) public {
        VM.assume(hash != bytes32(0));
        bytes32 structHash = keccak256(abi.encode(_contract.ADD_RECORD_TYPEHASH(), PATIENT, hash, 7, nonce));
        bytes memory signature = _sign(RECORDER_KEY, _contract.domainSeparator(), structHash);
        VM.prank(relayer);
        uint256 id = _contract.addRecordFor(PATIENT, hash, 7, _recorder, nonce, signature);
        _require(_contract.getRecord(id).author == _recorder, "the signer is the author, not the relayer");
        _require(_contract.getPatient(PATIENT).recordCount == 1, "the patient's records are counted");
        VM.expectPartialRevert(StaffSignatures.NonceAlreadyUsed.selector);
        _contract.addRecordFor(PATIENT, hash, 7, _recorder, nonce, signature);
    }

    function testFuzz_onlyRecordersAddRecords(uint256 seed, bytes32 hash) public {
        uint256 key = _key(seed);
        address stranger = VM.addr(key);
        VM.assume(stranger != _recorder && hash != bytes32(0));
        bytes4 refusal = IAccessControl.AccessControlUnauthorizedAccount.selector;
        VM.prank(stranger);
        VM.expectPartialRevert(refusal);
        _contract.addRecord(PATIENT, hash, 1);
        bytes32 structHash = keccak256(abi.encode(_contract.ADD_RECORD_TYPEHASH(), PATIENT, hash, 1, hash));
        bytes memory signature = _sign(key, _contract.domainSeparator(), structHash);
        VM.expectPartialRevert(refusal);
        _contract.addRecordFor(PATIENT, hash, 1, stranger, hash, signature);
        VM.prank(stranger);
        VM.expectPartialRevert(refusal);
        _contract.registerPatient(stranger, hash);
    }

    function testFuzz_aRevokedRecorderAddsNothing(bytes32 hash) public {
        VM.assume(hash != bytes32(0));
        bytes32 role = _contract.RECORDER_ROLE();
        _require(_contract.roleGrantedAt(role, _recorder) == block.number, "a grant keeps its block");
        _contract.revokeRole(role, _recorder);
        _require(_contract.roleGrantedAt(role, _recorder) == 0, "a revoked grant has none");
        VM.prank(_recorder);
        VM.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        _contract.addRecord(PATIENT, hash, 1);
    }

    function testFuzz_recordsBelongToRegisteredPatients(address patient, bytes32 hash) public {
        VM.assume(patient != PATIENT && hash != bytes32(0));
        VM.prank(_recorder);
        VM.expectRevert(abi.encodeWithSelector(MedicalRecordContract.PatientNotRegistered.selector, patient));
        _contract.addRecord(patient, hash, 1);
    }

    function testFuzz_aPatientIsRegisteredOnce(bytes32 name) public {
        VM.assume(name != bytes32(0));
        VM.expectPartialRevert(MedicalRecordContract.PatientAlreadyRegistered.selector);
        _contract.registerPatient(PATIENT, name);
    }

    function test_emptyCommitmentsAreRefused() public {
        VM.prank(_recorder);
        VM.expectRevert(abi.encodeWithSelector(ClinicAccess.EmptyArgument.selector));
        _contract.addRecord(PATIENT, bytes32(0), 1);
        VM.expectRevert(abi.encodeWithSelector(ClinicAccess.EmptyArgument.selector));
        _contract.registerPatient(address(0), SALT);
    }
}
